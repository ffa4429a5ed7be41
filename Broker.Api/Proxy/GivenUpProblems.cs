using System.Globalization;
using Balancing.Core.Retrying;
using Balancing.Yarp.Forwarding;
using Job.Http.Problems;

namespace Broker.Api.Proxy;

/// <summary>Says why a request that reached workers has no answer: what they did, and why it was not tried again.</summary>
internal static class GivenUpProblems
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <param name="givenUp">A request that has reached a worker.</param>
    /// <param name="request">What it was, for people: <c>job 'App1'</c>.</param>
    public static Refusal Of(GivenUp givenUp, string request)
    {
        var who = Workers(givenUp.Destinations);
        var (last, times) = (givenUp.Destinations[^1], givenUp.Destinations.Count);
        var tried = times > 1 ? $"It was tried {times} times, at {who}; Worker {last}" : $"Worker {last}";
        var detail = givenUp.Reason switch
        {
            RetryDecision.Poison => $"{who} broke off under {request}, one after the other; it is not sent to a third. Find out what it does to a worker before sending it again.",
            RetryDecision.BudgetSpent => $"{tried} {Did(givenUp.Outcome)}, and too much is being tried again already (Broker:Retry:BudgetShare). {MayHaveRun}",
            RetryDecision.NoDestination => $"{tried} {Did(givenUp.Outcome)}, and there is no other worker to try. {MayHaveRun}",
            _ => $"{tried} {Did(givenUp.Outcome)}. {MayHaveRun}",
        };
        return givenUp.Outcome switch
        {
            TryOutcome.TimedOut => new Refusal(StatusCodes.Status504GatewayTimeout, detail),
            TryOutcome.Unavailable => new Refusal(StatusCodes.Status503ServiceUnavailable, detail, RetryAfter: givenUp.RetryAfter ?? RetryAfter),
            _ => new Refusal(StatusCodes.Status502BadGateway, detail),
        };
    }

    /// <summary>The same for the log, behind "failed at Worker 2: it …".</summary>
    public static string Why(GivenUp givenUp) => givenUp.Reason switch
    {
        RetryDecision.Poison => $"it broke off, as Worker {givenUp.Destinations[0]} had before; it is not sent to a third",
        RetryDecision.BudgetSpent => $"it {Did(givenUp.Outcome)}, and too much is being tried again already",
        _ when givenUp.Destinations.Count > 1 => string.Create(CultureInfo.InvariantCulture, $"it {Did(givenUp.Outcome)}, at try {givenUp.Destinations.Count}"),
        _ => $"it {Did(givenUp.Outcome)}",
    };

    private const string MayHaveRun = "It may have run the request all the same; send it again if that does no harm.";

    private static string Did(TryOutcome outcome) => outcome switch
    {
        TryOutcome.Garbled => "gave an answer that is no HTTP",
        TryOutcome.TimedOut => "gave no answer within the time allowed",
        TryOutcome.Unavailable => "answered that it is unavailable",
        TryOutcome.ServerError => "answered with an error",
        _ => "broke off before it gave a whole answer",
    };

    private static string Workers(IReadOnlyList<string> ids)
        => ids.Count == 1 ? $"Worker {ids[0]}" : $"Workers {string.Join(", ", ids.SkipLast(1))} and {ids[^1]}";
}
