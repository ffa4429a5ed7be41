using System.Text.Json;
using Broker.Api.Admin;
using Job.Http.Problems;
using Microsoft.AspNetCore.Mvc;

namespace Broker.Api.Dispatch;

internal static class DispatchEndpoints
{
    private const long LargestChange = 16 * 1024;

    public static IEndpointRouteBuilder MapDispatch(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin/dispatch").WithTags("Admin");
        admin.MapGet("", (DispatchSwitch dispatch) => dispatch.View())
            .WithName("Dispatch").WithSummary("How jobs are dispatched: slots, order, reservation and the rest, and how many wait.");
        admin.MapPut("", ChangeAsync)
            .WithName("ChangeDispatch").WithSummary("Changes any of it while jobs wait and run; what is left out stays as it is.")
            .Accepts<DispatchChange>("application/json").Produces<DispatchView>()
            .WithMetadata(new RequestSizeLimitAttribute(LargestChange));
        return routes;
    }

    internal static async Task ChangeAsync(HttpContext context, DispatchSwitch dispatch, ILogger<DispatchSwitch> logger)
    {
        if (!context.Request.HasJsonContentType())
        {
            await ProblemResponses.WriteAsync(context, new Refusal(
                StatusCodes.Status415UnsupportedMediaType, "The settings come as application/json, as in {\"order\":\"short-first\"}."));
            return;
        }

        JsonElement change;
        try
        {
            change = await context.Request.ReadFromJsonAsync(AdminJson.Default.JsonElement, context.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the latter for a charset nobody knows
        {
            change = default;
        }

        if (change.ValueKind != JsonValueKind.Object)
        {
            await ProblemResponses.WriteAsync(context, new Refusal(
                StatusCodes.Status400BadRequest, "The body is not an object of settings, as in {\"slots\":\"reported\",\"order\":\"short-first\"}. GET /admin/dispatch shows all of them."));
            return;
        }

        if (dispatch.View().Clusters!.Count == 0)
        {
            await ProblemResponses.WriteAsync(context, new Refusal(
                StatusCodes.Status409Conflict, "There is no cluster whose dispatch could be changed; configure one under ReverseProxy:Clusters."));
            return;
        }

        var before = dispatch.Text();
        var faults = dispatch.Change(change);
        if (faults.Count > 0)
        {
            await ProblemResponses.WriteAsync(context, new Refusal(
                StatusCodes.Status400BadRequest, string.Join(' ', faults.Values.SelectMany(fault => fault)) + " Nothing was changed.", faults));
            return;
        }

        var after = dispatch.Text();
        AdminAudit.Changed(context, "dispatch", Settings(before.Except(after)), Settings(after.Except(before)));
        DispatchLog.Changed(logger, string.Join(", ", change.EnumerateObject().Select(given => $"{given.Name} {given.Value}")));
        await context.Response.WriteAsJsonAsync(dispatch.View(), AdminJson.Default.DispatchView, cancellationToken: context.RequestAborted);
    }

    private static string Settings(IEnumerable<(string Cluster, string Name, string Value)> settings)
        => string.Join(", ", settings.Select(setting => $"{setting.Name} {(setting.Value.Length == 0 ? "none" : setting.Value)} in cluster '{setting.Cluster}'"));
}
