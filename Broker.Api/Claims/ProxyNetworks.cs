using System.Net;
using System.Net.Sockets;

namespace Broker.Api.Claims;

/// <summary>The proxies in front of this broker whose word on who called them is believed: addresses and networks.</summary>
internal sealed class ProxyNetworks
{
    private readonly IPNetwork[] _networks;

    private ProxyNetworks(IPNetwork[] networks) => _networks = networks;

    public IReadOnlyList<IPNetwork> Networks => _networks;

    /// <summary>Reads addresses and networks with commas between them: <c>10.0.0.0/8, ::1</c>.</summary>
    public static bool TryParse(string? text, out ProxyNetworks networks)
    {
        var parts = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var parsed = new IPNetwork[parts.Length];
        networks = new ProxyNetworks(parsed);
        for (var index = 0; index < parts.Length; index++)
        {
            if (!TryParseOne(parts[index], out parsed[index]))
            {
                return false;
            }
        }

        return true;
    }

    public bool Contain(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_networks, network => network.Contains(plain));
    }

    // IPAddress alone would take "1" for 0.0.0.1.
    private static bool TryParseOne(string text, out IPNetwork network)
    {
        network = default;
        if (!text.Contains(':', StringComparison.Ordinal) && text.Count(character => character == '.') != 3)
        {
            return false;
        }

        if (text.Contains('/', StringComparison.Ordinal))
        {
            return IPNetwork.TryParse(text, out network);
        }

        if (!IPAddress.TryParse(text, out var address))
        {
            return false;
        }

        network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }
}
