namespace Worker.Api.Membership;

/// <summary>What a worker says of itself: the body of the broker's <c>POST /admin/workers</c>.</summary>
internal sealed record RegistrationBody(
    string Id,
    string Address,
    string? Cluster,
    int Slots,
    double? Weight,
    IReadOnlyDictionary<string, string>? Labels,
    string Lease,
    long Epoch,
    string State);
