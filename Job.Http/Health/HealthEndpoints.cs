using Job.Http.Drain;
using Job.Http.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Job.Http.Health;

/// <summary>The paths by which balancers and containers ask after this server.</summary>
public static class HealthEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Adds <c>/health/live</c>, 200 as long as the process answers at all, and <c>/health/ready</c>, 503 while it drains or has
    /// another reason to be left alone. Wants <c>AddDrain</c>.
    /// </summary>
    /// <param name="routes">The application.</param>
    /// <param name="notReadyBecause">Says why no job should be sent here, or null when one may; called for every readiness request, so cheap.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes, Func<IServiceProvider, string?> notReadyBecause)
    {
        routes.MapMethods("/health/live", Methods, Live).ExcludeFromDescription();
        routes.MapMethods("/health/ready", Methods, context => Ready(context, notReadyBecause)).ExcludeFromDescription();
        return routes;
    }

    private static Task Live(HttpContext context) => WriteAsync(context, "live");

    private static Task Ready(HttpContext context, Func<IServiceProvider, string?> notReadyBecause)
    {
        var reason = context.RequestServices.GetRequiredService<DrainState>().IsEnding
            ? "This server is shutting down; it finishes what it accepted and takes nothing new."
            : notReadyBecause(context.RequestServices);
        return reason is null
            ? WriteAsync(context, "ready")
            : ProblemResponses.WriteAsync(context, new Refusal(503, reason, RetryAfter: TimeSpan.FromSeconds(1)));
    }

    private static Task WriteAsync(HttpContext context, string status)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync($$"""{"status":"{{status}}"}""", context.RequestAborted);
    }
}
