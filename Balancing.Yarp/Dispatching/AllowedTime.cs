using Microsoft.AspNetCore.Http;

namespace Balancing.Yarp.Dispatching;

/// <summary>What <c>Request-Timeout</c> says of a request that goes past the queue, for those who take its place at a destination.</summary>
internal sealed record AllowedTime(TimeSpan Time)
{
    public static TimeSpan? Of(HttpContext context) => context.Features.Get<AllowedTime>()?.Time;
}
