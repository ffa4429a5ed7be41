using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Job.Http.Messages;

/// <summary>A request to switch protocols (RFC 9110, section 7.8; RFC 6455, section 4.1).</summary>
internal static class UpgradeRules
{
    private const string WebSocket = "websocket";

    /// <summary>
    /// YARP sends what asks for a WebSocket as GET without a body, whatever it was: a POST would become another request on its way.
    /// </summary>
    public static string? FaultOf(HttpRequest request, bool isHttp10)
    {
        var upgrade = request.Headers.Upgrade;
        if (upgrade.Count == 0)
        {
            return null;
        }

        if (isHttp10)
        {
            request.Headers.Remove(HeaderNames.Upgrade); // to be passed over there
            return null;
        }

        if (!AreProtocols(upgrade))
        {
            return "Upgrade names no protocol; send names such as websocket, with commas between them.";
        }

        var isWebSocket = upgrade.Count == 1 && upgrade.ToString().Equals(WebSocket, StringComparison.OrdinalIgnoreCase);
        return isWebSocket && (!HttpMethods.IsGet(request.Method) || request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)
            ? "A WebSocket is asked for by GET, without a body."
            : upgrade.Count > 1 ? "Upgrade is there several times; send it once." : null;
    }

    private static bool AreProtocols(StringValues upgrade)
    {
        foreach (var line in upgrade)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var protocol = line.AsSpan()[range].Trim(" \t");
                var slash = protocol.IndexOf('/');
                if (!Tokens.IsToken(slash < 0 ? protocol : protocol[..slash]) || (slash >= 0 && !Tokens.IsToken(protocol[(slash + 1)..])))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
