using System.Globalization;
using System.Text.Json;
using Balancing.Core.Membership;
using Broker.Api.Admin;
using Job.Http.Problems;
using Microsoft.AspNetCore.Mvc;

namespace Broker.Api.Membership;

internal static class MemberEndpoints
{
    private const long LargestBody = 16 * 1024;

    public static IEndpointRouteBuilder MapMembers(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin/workers").WithTags("Admin");
        admin.MapPost("", RegisterAsync)
            .WithName("RegisterWorker").WithSummary("A worker joins, or renews its lease; without a lease it is added by hand and stays.")
            .Accepts<MemberBody>("application/json").Produces<WorkerView>(StatusCodes.Status201Created).Produces<WorkerView>()
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        admin.MapDelete("/{id}", RemoveAsync)
            .WithName("RemoveWorker").WithSummary("Takes a worker away that has registered, or was added by hand. Its jobs are finished.")
            .Produces(StatusCodes.Status204NoContent);
        admin.MapPut("/{id}/state", SetStateAsync)
            .WithName("SetWorkerState").WithSummary("Drains a worker (no new job, old ones finish: draining, then drained), or opens it again.")
            .Accepts<StateBody>("application/json").Produces<IReadOnlyList<WorkerView>>()
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        return routes;
    }

    internal static async Task RegisterAsync(HttpContext context, Members members, MemberSwitch change, WorkersView workers)
    {
        if (!members.IsOpen)
        {
            await ProblemResponses.WriteAsync(context, MemberProblems.Closed());
            return;
        }

        if (await ReadAsync(context, "a worker, as in {\"id\":\"4\",\"address\":\"http://10.0.0.4:8084/\"}", workers) is not { } reader)
        {
            return;
        }

        var claim = reader.ReadClaim(workers.ClusterNames());
        if (await RefuseAsync(context, reader))
        {
            return;
        }

        var before = TextOf(members.Do((table, _) => table.Find(claim.Key)?.Claim).Result);
        var verdict = await change.RegisterAsync(claim, context.RequestAborted);
        if (verdict is MemberVerdict.Joined or MemberVerdict.Changed or MemberVerdict.Replaced)
        {
            AdminAudit.Changed(context, NameOf(claim.Key), before, TextOf(claim));
        }

        if (verdict is MemberVerdict.Overtaken or MemberVerdict.Full)
        {
            var holder = members.Do((table, _) => table.Find(claim.Key)?.Claim).Result;
            await ProblemResponses.WriteAsync(context, MemberProblems.Refused(claim, verdict, holder));
            return;
        }

        context.Response.StatusCode = verdict == MemberVerdict.Joined ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await context.Response.WriteAsJsonAsync(workers.Find(claim.Key)!, AdminJson.Default.WorkerView, cancellationToken: context.RequestAborted);
    }

    internal static async Task RemoveAsync(HttpContext context, string id, Members members, MemberSwitch change, WorkersView workers)
    {
        long? epoch = null;
        if (context.Request.Query.TryGetValue("epoch", out var given))
        {
            if (!long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                await ProblemResponses.WriteAsync(context, Bad("epoch", $"epoch is '{GivenText.Shorten(given.ToString())}'; it must be a whole number, that of the process to take away."));
                return;
            }

            epoch = number;
        }

        var cluster = context.Request.Query["cluster"].ToString();
        var keys = KeysOf(workers, id, cluster.Length == 0 ? null : cluster);
        var verdicts = new List<MemberVerdict>();
        foreach (var key in keys)
        {
            var before = TextOf(members.Do((table, _) => table.Find(key)?.Claim).Result);
            verdicts.Add(await change.RemoveAsync(key, epoch, context.RequestAborted));
            if (verdicts[^1] == MemberVerdict.Removed)
            {
                AdminAudit.Changed(context, NameOf(key), before, "gone");
            }
        }

        if (verdicts.Contains(MemberVerdict.Removed))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var isConfigured = keys.Any(key => members.Do((table, _) => table.IsConfigured(key)).Result);
        await ProblemResponses.WriteAsync(context, verdicts.Contains(MemberVerdict.Overtaken) ? MemberProblems.ALaterProcess(id, epoch!.Value)
            : isConfigured ? MemberProblems.StandsInTheConfiguration(id)
            : MemberProblems.NoSuchWorker(id, workers.Ids()));
    }

    internal static async Task SetStateAsync(HttpContext context, string id, MemberSwitch change, WorkersView workers)
    {
        if (await ReadAsync(context, "a state, as in {\"state\":\"draining\"}", workers) is not { } reader)
        {
            return;
        }

        var (state, cluster) = reader.ReadStateChange(workers.ClusterNames());
        if (await RefuseAsync(context, reader))
        {
            return;
        }

        var keys = KeysOf(workers, id, cluster);
        if (keys.Length == 0)
        {
            await ProblemResponses.WriteAsync(context, MemberProblems.NoSuchWorker(id, workers.Ids()));
            return;
        }

        if (state == "open" && keys.FirstOrDefault(workers.IsClosedByTheConfiguration) is { Id: not null } closed)
        {
            await ProblemResponses.WriteAsync(context, MemberProblems.ClosedByTheConfiguration(closed.Id));
            return;
        }

        var before = keys.ToDictionary(key => key, key => workers.Find(key)?.State);
        await change.SetDrainedAsync(keys, state == "draining", context.RequestAborted);
        foreach (var key in keys)
        {
            AdminAudit.Changed(context, NameOf(key), before[key] is "draining" or "drained" ? "draining" : "open", state!);
        }

        var views = workers.Of(id).Where(worker => keys.Contains(new MemberKey(worker.Cluster, worker.Id))).ToArray();
        await context.Response.WriteAsJsonAsync(views, AdminJson.Default.IReadOnlyListWorkerView, cancellationToken: context.RequestAborted);
    }

    private static string NameOf(MemberKey key) => $"worker {key.Id} of cluster '{key.Cluster}'";

    private static string TextOf(MemberClaim? claim) => claim is null ? "no member" : string.Create(
        CultureInfo.InvariantCulture, $"{(claim.IsLeaving ? "leaving" : "member")} at {claim.Address}, slots {claim.Slots?.ToString(CultureInfo.InvariantCulture) ?? "unsaid"}, epoch {claim.Epoch}");

    private static MemberKey[] KeysOf(WorkersView workers, string id, string? cluster) =>
    [
        .. workers.Of(id)
            .Where(worker => cluster is null || worker.Cluster.Equals(cluster, StringComparison.OrdinalIgnoreCase))
            .Select(worker => new MemberKey(worker.Cluster, worker.Id)),
    ];

    private static async Task<MemberReader?> ReadAsync(HttpContext context, string wanted, WorkersView workers)
    {
        Refusal refusal;
        if (!context.Request.HasJsonContentType())
        {
            refusal = new Refusal(StatusCodes.Status415UnsupportedMediaType, $"The body comes as application/json: {wanted}.");
        }
        else if (workers.ClusterNames().Count == 0)
        {
            refusal = new Refusal(StatusCodes.Status409Conflict, "There is no cluster that a worker could serve; configure one under ReverseProxy:Clusters.");
        }
        else
        {
            try
            {
                var body = await context.Request.ReadFromJsonAsync(AdminJson.Default.JsonElement, context.RequestAborted);
                if (body.ValueKind == JsonValueKind.Object)
                {
                    return new MemberReader(body);
                }
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // no JSON, or a charset nobody knows: no object either
            }

            refusal = Bad("body", $"The body is not an object that says {wanted}.");
        }

        await ProblemResponses.WriteAsync(context, refusal);
        return null;
    }

    private static async Task<bool> RefuseAsync(HttpContext context, MemberReader reader)
    {
        if (reader.Faults.Count == 0)
        {
            return false;
        }

        await ProblemResponses.WriteAsync(context, new Refusal(
            StatusCodes.Status400BadRequest, string.Join(' ', reader.Faults.Values.SelectMany(fault => fault)) + " Nothing was changed.", reader.Faults));
        return true;
    }

    private static Refusal Bad(string member, string detail)
        => new(StatusCodes.Status400BadRequest, detail, new Dictionary<string, string[]> { [member] = [detail] });
}
