namespace Broker.Api.Admin;

/// <summary>What <c>GET /admin/stats</c> says; counts since the broker's start.</summary>
/// <param name="InFlight">Requests leased to destinations and not yet finished.</param>
/// <param name="Queued">Requests waiting in the broker for a slot.</param>
/// <param name="Forwarded">Requests answered to the last byte.</param>
/// <param name="Failed">Requests that no destination answered; without those whose client left.</param>
/// <param name="Retried">Tries beyond a request's first, after that had failed.</param>
/// <param name="Hedged">Requests sent to a second destination, too, while the first had not answered yet.</param>
/// <param name="HedgesWon">Those that the second answered first.</param>
/// <param name="Panic">The clusters of which too few destinations are healthy now, so that the least bad of the others are used, too.</param>
public sealed record StatsView(int InFlight, int Queued, long Forwarded, long Failed, long Retried, long Hedged, long HedgesWon, IReadOnlyList<string> Panic);
