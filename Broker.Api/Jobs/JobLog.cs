using Balancing.Yarp.Leasing;
using Job.Contracts;
using Yarp.ReverseProxy.Transforms;

namespace Broker.Api.Jobs;

/// <summary>Writes the one line of every forwarded job, once a worker has taken it and begun its answer.</summary>
internal sealed partial class JobLog(ILogger<JobLog> logger) : ResponseTransform
{
    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not null
            && context.HttpContext.Features.Get<JobRequest>() is { } job
            && ForwardAttempt.Of(context.HttpContext) is { } attempt)
        {
            Forwarded(job.ApplicationId, attempt.Destination.DestinationId, context.ProxyResponse.RequestMessage?.RequestUri?.Port ?? 0);
        }

        return ValueTask.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "Broker: Forwarded request '{ApplicationId}' to Worker {Worker} on port {Port}.")]
    private partial void Forwarded(string applicationId, string worker, int port);
}
