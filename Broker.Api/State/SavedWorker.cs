using Balancing.Core.Membership;

namespace Broker.Api.State;

/// <summary>A worker that has registered, or was added by hand.</summary>
internal sealed record SavedWorker(
    string Cluster,
    string Id,
    string Address,
    long Epoch,
    int? Slots = null,
    double? Weight = null,
    IReadOnlyDictionary<string, string>? Labels = null,
    TimeSpan? Lease = null)
{
    public static SavedWorker Of(MemberClaim claim) => new(
        claim.Key.Cluster, claim.Key.Id, claim.Address, claim.Epoch, claim.Slots, claim.Weight, claim.Labels.Count == 0 ? null : claim.Labels, claim.Lease);

    public MemberClaim ToClaim() => new()
    {
        Key = new MemberKey(Cluster, Id),
        Address = Address,
        Slots = Slots,
        Weight = Weight,
        Labels = Labels ?? new Dictionary<string, string>(),
        Lease = Lease,
        Epoch = Epoch,
    };
}
