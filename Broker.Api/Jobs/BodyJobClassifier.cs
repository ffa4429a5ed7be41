using Balancing.Core.Queueing;
using Balancing.Yarp.Dispatching;
using Job.Contracts;
using Yarp.ReverseProxy.Configuration;

namespace Broker.Api.Jobs;

/// <summary>Knows jobs by what stands in their body, and everything else by the route's metadata.</summary>
internal sealed class BodyJobClassifier(BrokerOptions options) : IJobClassifier
{
    // https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header: who sends it asks for one effect, however often it arrives.
    private const string IdempotencyKey = "Idempotency-Key";

    private readonly RouteJobClassifier _others = new();

    public JobLabel Classify(HttpContext context, RouteConfig route)
        => context.Features.Get<JobRequest>() is { } job
            ? new JobLabel(
                job.ApplicationType == JobType.Short ? JobClass.Short : JobClass.Long,
                job.ApplicationId,
                context.Features.Get<JobBytes>()?.Bytes.Length ?? 0,
                MayRepeat: (Says(route, JobMetadata.RepeatableKey) ?? options.Retry.Repeatable) || context.Request.Headers.ContainsKey(IdempotencyKey),
                MayHedge: Says(route, JobMetadata.HedgeKey) ?? options.Retry.Hedge)
            : _others.Classify(context, route);

    private static bool? Says(RouteConfig route, string key)
        => route.Metadata?.TryGetValue(key, out var text) == true && bool.TryParse(text, out var isTrue) ? isTrue : null;
}
