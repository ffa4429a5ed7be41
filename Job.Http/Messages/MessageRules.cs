using Job.Http.Problems;
using Microsoft.AspNetCore.Http;

namespace Job.Http.Messages;

/// <summary>
/// Refuses messages that a proxy before us, or a worker behind us, may read otherwise than we do: the root of request smuggling.
/// Kestrel refuses most by itself; here is what it lets through.
/// </summary>
/// <remarks>Costs one pass over the fields, some tens of nanoseconds each. A refused message ends its connection: where it ends is in doubt.</remarks>
internal static class MessageRules
{
    /// <summary>Why this message is not served; null when it is. Fields that Connection names are gone afterwards.</summary>
    public static Refusal? RefusalOf(HttpContext context)
    {
        var request = context.Request;
        if ((TargetRules.FaultOf(context) ?? FieldRules.FaultOf(request.Headers)) is { } fault)
        {
            return Malformed(fault);
        }

        // HTTP/2 and 3 frame their messages themselves, and Kestrel refuses there what speaks of connections.
        var isHttp10 = HttpProtocol.IsHttp10(request.Protocol);
        if (!isHttp10 && !HttpProtocol.IsHttp11(request.Protocol))
        {
            return null;
        }

        return (FramingRules.FaultOf(request, isHttp10) ?? ConnectionRules.FaultOf(request.Headers) ?? UpgradeRules.FaultOf(request, isHttp10)) is { } other
            ? Malformed(other)
            : MethodRules.RefusalOf(request) ?? (isHttp10 ? null : ExpectRules.RefusalOf(context));
    }

    private static Refusal Malformed(string fault) => new(StatusCodes.Status400BadRequest, fault, Close: true);
}
