namespace Worker.Api.Membership;

/// <summary>The addresses of one broker or several, as <c>Worker:Broker</c> gives them.</summary>
internal static class BrokerAddresses
{
    /// <summary>Reads addresses separated by commas; <c>http://</c> may be left out. Null when one of them is none, or there is none.</summary>
    public static IReadOnlyList<Uri>? Read(string? text)
    {
        var addresses = new List<Uri>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(part.Contains("://", StringComparison.Ordinal) ? part : "http://" + part, UriKind.Absolute, out var address)
                || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
                || address is not { Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" })
            {
                return null;
            }

            // Without the slash at its end, the last part of a path would be replaced by what is asked for.
            addresses.Add(address.AbsolutePath.EndsWith('/') ? address : new UriBuilder(address) { Path = address.AbsolutePath + "/" }.Uri);
        }

        return addresses.Count == 0 ? null : addresses;
    }
}
