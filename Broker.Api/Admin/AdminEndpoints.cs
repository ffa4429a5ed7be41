using System.Text.Json;
using Balancing.Core.Picking;
using Broker.Api.Proxy;
using Job.Http.Problems;
using Microsoft.AspNetCore.Mvc;

namespace Broker.Api.Admin;

internal static class AdminEndpoints
{
    private const long LargestChange = 16 * 1024;

    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin").WithTags("Admin");
        admin.MapGet("/workers", (WorkersView workers) => workers.All())
            .WithName("Workers").WithSummary("Every destination: its state and its counts.");
        admin.MapGet("/stats", (WorkersView workers) => workers.Stats())
            .WithName("Stats").WithSummary("What the broker has done since its start.");
        admin.MapGet("/policy", (WorkersView workers) => workers.Policy())
            .WithName("Policy").WithSummary("The policy in force, and those that can be set.");
        admin.MapPut("/policy", ChangePolicyAsync)
            .WithName("ChangePolicy").WithSummary("Changes the policy while requests run.")
            .Accepts<PolicyChange>("application/json").Produces<PolicyView>()
            .WithMetadata(new RequestSizeLimitAttribute(LargestChange)); // the server's own limit is off for the sake of uploads
        return routes;
    }

    internal static async Task ChangePolicyAsync(
        HttpContext context, PolicySwitch policies, WorkersView workers, ILogger<PolicySwitch> logger)
    {
        var (change, refusal) = await ReadAsync(context.Request, workers);
        if (change?.Policy is null)
        {
            await ProblemResponses.WriteAsync(context, refusal!);
            return;
        }

        var before = Text(workers.Policy());
        await policies.ChangeAsync(change.Policy, change.Cluster, context.RequestAborted);
        AdminAudit.Changed(context, "policy", before, Text(workers.Policy()));
        ProxyLog.PolicyChanged(logger, change.Cluster is null ? "all clusters" : $"cluster '{change.Cluster}'", change.Policy);
        await context.Response.WriteAsJsonAsync(workers.Policy(), AdminJson.Default.PolicyView, cancellationToken: context.RequestAborted);
    }

    private static string Text(PolicyView view) => string.Join(", ", view.Clusters.Select(cluster => $"{cluster.Value} in cluster '{cluster.Key}'"));

    private static async Task<(PolicyChange? Change, Refusal? Refusal)> ReadAsync(HttpRequest request, WorkersView workers)
    {
        var names = string.Join(", ", PickPolicies.BuiltIn.Names);
        if (!request.HasJsonContentType())
        {
            return (null, new Refusal(
                StatusCodes.Status415UnsupportedMediaType,
                $"The policy comes as application/json, as in {{\"policy\":\"{PolicyNames.LeastRequests}\"}}."));
        }

        PolicyChange? change;
        try
        {
            change = await request.ReadFromJsonAsync(AdminJson.Default.PolicyChange, request.HttpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the latter for a charset nobody knows
        {
            return (null, Bad("body", $"The body is not an object of the form {{\"policy\":\"NAME\"}}. NAME is one of {names}."));
        }

        var policy = change?.Policy is null
            ? null
            : PickPolicies.BuiltIn.Names.FirstOrDefault(name => string.Equals(name, change.Policy, StringComparison.OrdinalIgnoreCase));
        if (policy is null)
        {
            var given = change?.Policy is { } name ? $"There is no policy '{GivenText.Shorten(name)}'" : "The member 'policy' is missing";
            return (null, Bad("policy", $"{given}; it is one of {names}."));
        }

        var clusters = workers.Policy().Clusters.Keys.ToArray();
        if (clusters.Length == 0)
        {
            return (null, new Refusal(
                StatusCodes.Status409Conflict, "There is no cluster whose policy could be changed; configure one under ReverseProxy:Clusters."));
        }

        return change!.Cluster is null || clusters.Contains(change.Cluster, StringComparer.OrdinalIgnoreCase)
            ? (change with { Policy = policy }, null)
            : (null, Bad("cluster", $"There is no cluster '{GivenText.Shorten(change.Cluster)}'; it is one of {string.Join(", ", clusters)}."));
    }

    private static Refusal Bad(string member, string detail)
        => new(StatusCodes.Status400BadRequest, detail, new Dictionary<string, string[]> { [member] = [detail] });
}
