using Broker.Api.Admin;
using Job.Http.Problems;

namespace Broker.Api.Restarting;

internal static class RestartEndpoints
{
    public static IEndpointRouteBuilder MapRestarting(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin/restart").WithTags("Admin");
        admin.MapGet("", (RollingRestart restart) => restart.View)
            .WithName("Restart").WithSummary("How far the rolling restart has come.");
        admin.MapPost("", BeginAsync)
            .WithName("BeginRestart").WithSummary("Restarts all workers one after the other without losing a job; only where the broker runs them itself, as lb up does.")
            .Produces<RestartView>(StatusCodes.Status202Accepted);
        return routes;
    }

    internal static async Task BeginAsync(HttpContext context, RollingRestart restart)
    {
        if (!restart.IsOffered)
        {
            await ProblemResponses.WriteAsync(context, new Refusal(
                StatusCodes.Status409Conflict,
                "This broker does not run its workers itself, so it cannot restart them; lb up does. Where they run elsewhere: drain one (lb drain 2), restart it there, open it (lb open 2), and go on "
                    + "with the next; those that register themselves need only be stopped and started."));
            return;
        }

        if (!restart.Begin())
        {
            await ProblemResponses.WriteAsync(context, new Refusal(StatusCodes.Status409Conflict, "A rolling restart is under way already; GET /admin/restart says how far it has come."));
            return;
        }

        AdminAudit.Changed(context, "all workers", "running", "rolling restart");
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(restart.View, AdminJson.Default.RestartView, cancellationToken: context.RequestAborted);
    }
}
