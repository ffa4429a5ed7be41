using System.Runtime.InteropServices;
using Balancing.Yarp.Forwarding;
using Job.Http.Jobs;
using Job.Http.Problems;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Jobs;

/// <summary>
/// Reads the job of a request before anything is decided about it; what is no job never reaches a worker. Only routes
/// marked with the metadata <c>"Job": "body"</c> are read, all others pass unbuffered.
/// </summary>
internal sealed class JobEdge(BrokerOptions options, HeldBytes held)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!JobRoutes.IsJobRoute(context.GetRouteModel().Config))
        {
            await next(context);
            return;
        }

        var memory = new JobMemory(held);
        try
        {
            await InvokeAsync(context, memory, next);
        }
        finally
        {
            memory.Release();
        }
    }

    private async Task InvokeAsync(HttpContext context, JobMemory memory, RequestDelegate next)
    {
        var reading = await JobBody.ReadAsync(context.Request, options.MaxBodyBytes, context.RequestAborted, memory, options.Limits.BodyTimeout);
        if (reading.Refusal is not null)
        {
            await ProblemResponses.WriteAsync(context, reading.Refusal);
            return;
        }

        // The bytes as they came: the worker gets what the client sent, at the first try and at any further one.
        context.Request.Body = MemoryMarshal.TryGetArray(reading.Bytes, out var bytes)
            ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false, publiclyVisible: true)
            : new MemoryStream(reading.Bytes.ToArray(), writable: false);
        context.Features.Set(new JobBytes(reading.Bytes));
        context.Features.Set(reading.Job);
        await next(context);
    }
}
