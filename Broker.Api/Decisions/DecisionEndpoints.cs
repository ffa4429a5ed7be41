using System.Globalization;
using Balancing.Yarp.Decisions;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Broker.Api.Admin;
using Job.Http.Problems;
using Yarp.ReverseProxy;

namespace Broker.Api.Decisions;

internal static class DecisionEndpoints
{
    private const int Usual = 100;
    private const int Most = 1000;

    public static IEndpointRouteBuilder MapDecisions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/decisions", AnswerAsync)
            .WithTags("Admin").WithName("Decisions")
            .WithSummary("Why the last jobs went where they went: last=100, at most 1000; applicationId=App1 for one application's; traceId=4bf92f3577b34da6a3ce929d0e0e4736 for one trace's.")
            .Produces<IReadOnlyList<DecisionView>>();
        return routes;
    }

    internal static Task AnswerAsync(HttpContext context, IProxyStateLookup proxy, BalancingState balancing, string? last = null, string? applicationId = null, string? traceId = null)
    {
        var count = Usual;
        if (last is not null && (!int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > Most))
        {
            return ProblemResponses.WriteAsync(context, new Refusal(
                StatusCodes.Status400BadRequest, $"last is '{GivenText.Shorten(last)}'; it must be a whole number from 1 to {Most}."));
        }

        if (traceId is not null && (traceId.Length != 32 || !traceId.All(char.IsAsciiHexDigit)))
        {
            return ProblemResponses.WriteAsync(context, new Refusal(
                StatusCodes.Status400BadRequest, $"traceId is '{GivenText.Shorten(traceId)}'; it must be 32 hexadecimal digits, as behind the first '-' of a traceparent."));
        }

        IReadOnlyList<DecisionView> views =
        [
            .. proxy.GetClusters()
                .SelectMany(cluster => balancing.DecisionsOf(cluster, count, applicationId, traceId?.ToLowerInvariant()).Select(decision => View(cluster.ClusterId, decision)))
                .OrderByDescending(view => view.At)
                .ThenByDescending(view => view.Number)
                .Take(count),
        ];
        return context.Response.WriteAsJsonAsync(views, AdminJson.Default.IReadOnlyListDecisionView, cancellationToken: context.RequestAborted);
    }

    internal static DecisionView View(string cluster, Decision decision) => new(
        decision.Number,
        decision.Job,
        decision.At,
        cluster,
        decision.Route,
        decision.Application,
        decision.TraceId,
        decision.Label?.ToString(),
        decision.Class.ToString(),
        decision.Destination,
        decision.Refusal is { } refusal ? DispatchMembers.Text(refusal) : null,
        decision.Try,
        decision.Policy,
        decision.FoundWaiting,
        Milliseconds(decision.Waited),
        decision.HeldBackSlots,
        decision.WasHeldBack,
        decision.WasPrefetched,
        decision.WasHedge,
        Milliseconds(decision.Expected),
        decision.Ran is { } ran ? Milliseconds(ran) : null,
        decision.Succeeded,
        decision.Outcome is { } outcome ? DispatchMembers.Text(outcome) : null,
        decision.Open,
        [.. decision.Candidates.Select(candidate => new CandidateView(candidate.Id, candidate.InFlight, candidate.Slots))],
        DecisionWords.Why(decision));

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
