using System.Diagnostics.CodeAnalysis;

namespace Client.Cli.Brokers;

/// <summary>The address of a broker as people write it.</summary>
internal static class BrokerAddress
{
    public const string Default = "http://localhost:8080";

    /// <summary>
    /// Reads <c>http://host:port</c>, with or without the scheme as with curl; a path is kept as the prefix of the broker's own paths.
    /// </summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out Uri? address)
    {
        text = text.Trim();
        var full = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;

        // Credentials and queries would be dropped in silence by what is built on the address.
        if (Uri.TryCreate(full, UriKind.Absolute, out var read)
            && (read.Scheme == Uri.UriSchemeHttp || read.Scheme == Uri.UriSchemeHttps)
            && read is { Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" })
        {
            // Without the slash at its end, the last part of the path would be replaced by what is asked for.
            address = read.AbsolutePath.EndsWith('/') ? read : new UriBuilder(read) { Path = read.AbsolutePath + "/" }.Uri;
            return true;
        }

        address = null;
        return false;
    }

    /// <summary>The address as it is shown: without the slash at the end.</summary>
    public static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
