using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;

namespace Broker.Api.Claims;

/// <summary>
/// Keeps Expect from the workers, on every route. The broker has answered 100 itself when it begins to read the body; a worker that does not
/// answer it would cost a second of waiting, and one that answers it late an answer that nobody has asked for.
/// </summary>
/// <remarks>Not cut with the other <see cref="ClaimedHeaders"/>: Kestrel looks for it at the first read.</remarks>
internal sealed class ExpectEndsHere : RequestTransform
{
    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        context.ProxyRequest.Headers.Remove(HeaderNames.Expect);
        return ValueTask.CompletedTask;
    }
}
