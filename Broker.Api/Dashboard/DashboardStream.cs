using System.IO.Pipelines;
using Broker.Api.Admin;
using Job.Http.Drain;
using Job.Http.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Broker.Api.Dashboard;

/// <summary>What the dashboard shows, as Server-Sent Events: <c>hello</c>, <c>layout</c>, <c>history</c>, then <c>tick</c> and <c>second</c> as long as the reader stays.</summary>
internal static class DashboardStream
{
    public static async Task AnswerAsync(HttpContext context, FrameFeed feed, AdminGate gate, DrainState drain, IHostApplicationLifetime lifetime)
    {
        if (gate.RefusalOfReading(context) is { } refusal)
        {
            await AdminGate.RefuseAsync(context, refusal);
            return;
        }

        if (!feed.TryJoin())
        {
            await ProblemResponses.WriteAsync(context, new Refusal(
                StatusCodes.Status503ServiceUnavailable, $"{FrameFeed.MostReaders} dashboards are open already; close one of them.", RetryAfter: TimeSpan.FromSeconds(5)));
            return;
        }

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would collect the events otherwise
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            var hello = new HelloView(context.Features.Get<AdminCaller>()?.Role == AdminRole.Operate, gate.WantsKey);
            await context.Response.BodyWriter.WriteAsync(Frame.Event("hello", hello, FrameJson.Default.HelloView), stop.Token);
            await SendAsync(context.Response.BodyWriter, feed, drain, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // the reader left, or the broker stops
        }
        finally
        {
            feed.Leave();
        }
    }

    private static async Task SendAsync(PipeWriter writer, FrameFeed feed, DrainState drain, CancellationToken stop)
    {
        var (number, layout, second) = (0L, -1, 0L);
        while (!drain.IsEnding)
        {
            var frame = await feed.AfterAsync(number, stop);
            if (frame.LayoutNumber != layout)
            {
                await writer.WriteAsync(frame.Layout, stop);
            }

            if (frame.Second != second)
            {
                await writer.WriteAsync(frame.Second - second < FrameMaker.LatestSeconds ? frame.Latest : frame.History, stop);
            }

            // Returns when the reader has taken it, or the server's buffer has: meanwhile newer snapshots take the place of older ones.
            await writer.WriteAsync(frame.Tick, stop);
            (number, layout, second) = (frame.Number, frame.LayoutNumber, frame.Second);
        }
    }
}
