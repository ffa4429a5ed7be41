using Balancing.Core.Reporting;
using Balancing.Yarp.Leasing;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Balancing.Yarp.Reporting;

/// <summary>Reads the load report on every proxied answer, and keeps it from the client: it speaks of one destination, to the balancer in front of it.</summary>
internal sealed class AnswerReports : ResponseTransform, ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context) => context.ResponseTransforms.Add(this);

    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is { } answer && ForwardAttempt.Of(context.HttpContext) is { } attempt)
        {
            ReportHeaders.Take(attempt.Cluster, attempt.Destination, answer, isProbe: false);
            var headers = context.HttpContext.Response.Headers;
            headers.Remove(LoadReportHeaders.Orca);
            if (attempt.Cluster.IsReported(attempt.Destination))
            {
                headers.Remove(LoadReportHeaders.Slots);
            }
        }

        return ValueTask.CompletedTask;
    }
}
