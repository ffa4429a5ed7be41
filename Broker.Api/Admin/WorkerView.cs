using Broker.Api.Health;

namespace Broker.Api.Admin;

/// <summary>One destination as <c>GET /admin/workers</c> shows it.</summary>
/// <param name="Id">Its name in the configuration, and in <c>X-Worker</c>.</param>
/// <param name="Cluster">The cluster it serves.</param>
/// <param name="Address">Where requests for it are sent.</param>
/// <param name="State"><c>healthy</c>: open to requests, as one not yet checked is, too; <c>unhealthy</c>; <c>draining</c>: no new request, those it holds run on; or
/// <c>drained</c>: it holds none any more.</param>
/// <param name="InFlight">Requests leased and not yet finished.</param>
/// <param name="Assigned">All requests given since the broker's start.</param>
/// <param name="Failed">Those of them that came to no good end at the destination.</param>
/// <param name="Slots">Requests it may hold at once; null without a limit.</param>
/// <param name="Queued">Requests waiting at the destination itself by its last report; null when it said nothing of them.</param>
/// <param name="Telemetry">What its reports are worth: <c>none</c>, <c>fresh</c>, <c>stale</c> or <c>absurd</c>.</param>
/// <param name="Speed">How fast it works through jobs, as learned: 1 as the fastest of its cluster, 0.5 where they take twice as long; 1 while nothing is known.</param>
/// <param name="Fault">Why its last report is absurd; null when it is not.</param>
/// <param name="Why">What is held against it, in words; null for nothing.</param>
/// <param name="Ejected">Its ejection; null when it is not ejected.</param>
/// <param name="Membership">Where it comes from, and for how long it stays.</param>
public sealed record WorkerView(
    string Id,
    string Cluster,
    string Address,
    string State,
    int InFlight,
    long Assigned,
    long Failed,
    int? Slots,
    int? Queued,
    string Telemetry,
    double Speed,
    string? Fault,
    string? Why,
    EjectionView? Ejected,
    MembershipView Membership);
