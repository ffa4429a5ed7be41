using Balancing.Yarp.Leasing;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Balancing.Yarp.Dispatching;

/// <summary>Tells each destination how much time is left of the request's: it has waited here, and perhaps been elsewhere before.</summary>
internal sealed class RemainingTime : RequestTransform, ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context) => context.RequestTransforms.Add(this);

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        if (ForwardAttempt.Of(context.HttpContext)?.Remaining is { } remaining)
        {
            context.ProxyRequest.Headers.Remove(RequestTimeout.Header);
            context.ProxyRequest.Headers.TryAddWithoutValidation(RequestTimeout.Header, RequestTimeout.Format(remaining));
        }

        return ValueTask.CompletedTask;
    }
}
