namespace Broker.Api.Membership;

/// <summary>What <c>POST /admin/workers</c> takes: a worker that joins, renews its lease or is added by hand.</summary>
/// <param name="Id">Its name: 1 to 64 letters, digits and <c>. _ -</c></param>
/// <param name="Address">Where requests for it are sent, such as <c>http://10.0.0.4:8084/</c>.</param>
/// <param name="Cluster">The cluster it serves; without it the only one, or <c>workers</c>.</param>
/// <param name="Slots">Requests it may hold at once, 1 to 100,000, until it reports them itself.</param>
/// <param name="Weight">What it can take compared with others, 0.001 to 1,000; 1 without it.</param>
/// <param name="Labels">Up to 16 names with values, to be seen in <c>GET /admin/workers</c>.</param>
/// <param name="Lease">For how long it counts unless it is sent again, 00:00:01 to 01:00:00; without it until it is deleted.</param>
/// <param name="Epoch">Which process it is: a later one has a higher number and takes an earlier one's place. 0 without it.</param>
/// <param name="State"><c>open</c>; or <c>draining</c> when it is about to end and wants no new request.</param>
public sealed record MemberBody(
    string Id,
    string Address,
    string? Cluster = null,
    int? Slots = null,
    double? Weight = null,
    IReadOnlyDictionary<string, string>? Labels = null,
    string? Lease = null,
    long? Epoch = null,
    string? State = null);
