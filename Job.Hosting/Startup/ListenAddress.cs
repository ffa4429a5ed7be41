using System.Net;

namespace Job.Hosting.Startup;

/// <summary>Where a program listens: <c>any</c> address of the machine, <c>localhost</c> only, or one IP address.</summary>
public static class ListenAddress
{
    /// <summary>Every address, IPv4 and IPv6.</summary>
    public const string Any = "any";

    /// <summary>Both loopback addresses.</summary>
    public const string Localhost = "localhost";

    /// <summary>Whether this is an address to listen on.</summary>
    /// <param name="address">What a user wrote.</param>
    public static bool IsValid(string address)
        => address is Any or Localhost || TryParse(address) is not null;

    /// <summary>The URL that Kestrel binds, for <c>UseUrls</c>.</summary>
    /// <param name="address">A valid address.</param>
    /// <param name="port">The TCP port; 0 takes any free one.</param>
    /// <param name="isHttps">Whether HTTPS is spoken there.</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public static string ToUrl(string address, int port, bool isHttps = false) => (isHttps ? "https://" : "http://") + address switch
    {
        Any => $"*:{port}",

        // Two loopback addresses cannot be given the same free port, so Kestrel refuses that.
        Localhost => port == 0 ? "127.0.0.1:0" : $"localhost:{port}",
        _ => TryParse(address) is { } ip
            ? $"{new IPEndPoint(ip, port)}"
            : throw new ArgumentException($"'{address}' is neither any, localhost nor an IP address.", nameof(address)),
    };

    // IPAddress alone would take "1" for 0.0.0.1.
    private static IPAddress? TryParse(string address)
        => (address.Contains(':', StringComparison.Ordinal) || address.Count(character => character == '.') == 3)
            && IPAddress.TryParse(address, out var ip) ? ip : null;
}
