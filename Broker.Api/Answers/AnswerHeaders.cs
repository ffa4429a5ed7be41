using System.Globalization;
using Balancing.Yarp.Leasing;
using Yarp.ReverseProxy.Transforms;

namespace Broker.Api.Answers;

/// <summary>
/// Says on every forwarded answer who served it and where the time went: <c>X-Worker</c> and <c>Server-Timing</c>, and <c>X-Attempts</c> where it took more than one; and to those who ask, how many
/// waited.
/// </summary>
internal sealed class AnswerHeaders : ResponseTransform
{
    private const string QueuePosition = "X-Queue-Position";
    private const string Attempts = "X-Attempts";

    /// <summary>Says in how many tries the answer was come by, when it was not one.</summary>
    public static void SetAttempts(HttpContext context)
    {
        if (ForwardAttempt.Of(context) is { Number: > 1 } attempt)
        {
            context.Response.Headers[Attempts] = attempt.Number.ToString(CultureInfo.InvariantCulture);
        }
    }

    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not null && ForwardAttempt.Of(context.HttpContext) is { } attempt)
        {
            // To the head of the answer, not to its end: the header travels before the body does.
            var (queue, worker) = (attempt.QueueTime.TotalMilliseconds, attempt.WorkerTime.TotalMilliseconds);
            var headers = context.HttpContext.Response.Headers;
            headers["X-Worker"] = attempt.Destination.DestinationId;
            headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture, $"queue;dur={queue:0.###}, worker;dur={worker:0.###}");

            // A worker's word on these is not taken.
            headers.Remove(Attempts);
            headers.Remove(QueuePosition);
            SetAttempts(context.HttpContext);
            if (context.HttpContext.Request.Headers.ContainsKey(QueuePosition))
            {
                headers[QueuePosition] = attempt.QueuePosition.ToString(CultureInfo.InvariantCulture);
            }
        }

        return ValueTask.CompletedTask;
    }
}
