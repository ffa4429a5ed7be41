using Balancing.Core.Queueing;
using Balancing.Yarp.Dispatching;
using Job.Contracts;
using Yarp.ReverseProxy.Configuration;

namespace Broker.Api.Jobs;

/// <summary>Knows jobs by what stands in their body, and everything else by the route's metadata.</summary>
internal sealed class BodyJobClassifier : IJobClassifier
{
    private readonly RouteJobClassifier _others = new();

    public JobLabel Classify(HttpContext context, RouteConfig route)
        => context.Features.Get<JobRequest>() is { } job
            ? new JobLabel(
                job.ApplicationType == JobType.Short ? JobClass.Short : JobClass.Long,
                job.ApplicationId,
                context.Features.Get<JobBytes>()?.Bytes.Length ?? 0)
            : _others.Classify(context, route);
}
