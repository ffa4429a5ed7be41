using Yarp.ReverseProxy.Transforms;

namespace Broker.Api.Jobs;

/// <summary>Hands the bytes of a job to <see cref="JobContentHandler"/>, at each try.</summary>
internal sealed class JobContent : RequestTransform
{
    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        if (context.HttpContext.Features.Get<JobBytes>() is { } job)
        {
            JobContentHandler.SetBody(context.ProxyRequest, job.Bytes);
        }

        return ValueTask.CompletedTask;
    }
}
