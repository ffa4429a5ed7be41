using Balancing.Core.Membership;
using Broker.Api.Proxy;

namespace Broker.Api.Membership;

/// <summary>Changes who is a member, or drained, while requests run; each change is in force when it returns.</summary>
internal sealed class MemberSwitch(Members members, LiveProxyConfigProvider provider, ConfigWatch watch, ILogger<MemberSwitch> logger)
{
    // A worker that is refused asks again every few seconds: one line for each process that does.
    private (MemberKey, long) _refused;

    /// <summary>A worker says of itself, or somebody of it, that it is there.</summary>
    public async Task<MemberVerdict> RegisterAsync(MemberClaim claim, CancellationToken cancellationToken)
    {
        var ((verdict, before), changed) = members.Do((table, now) =>
        {
            var known = table.Find(claim.Key);
            var before = (known?.Claim, known?.State);
            return (Verdict: table.Register(claim, now), Before: before);
        });
        Say(claim, verdict, before.Claim, before.State);
        await LayAsync(changed, cancellationToken);
        return verdict;
    }

    /// <summary>A worker says goodbye, or somebody takes it away.</summary>
    public async Task<MemberVerdict> RemoveAsync(MemberKey key, long? epoch, CancellationToken cancellationToken)
    {
        var ((verdict, was), changed) = members.Do((table, now) =>
        {
            var was = table.Find(key);
            var wasOpen = was?.State == MemberState.Open;
            return (table.Remove(key, epoch, now), wasOpen ? was!.Claim : null);
        });
        if (verdict == MemberVerdict.Removed && was is not null)
        {
            MemberLog.Left(logger, key.Id, was.Address);
        }

        await LayAsync(changed, cancellationToken);
        return verdict;
    }

    /// <summary>Closes destinations to new requests, or opens them.</summary>
    public async Task SetDrainedAsync(IReadOnlyList<MemberKey> keys, bool drained, CancellationToken cancellationToken)
    {
        var (said, changed) = members.Do((table, _) => keys.Where(key => table.SetDrained(key, drained)).Select(key => key.Id).ToHashSet(StringComparer.OrdinalIgnoreCase));
        foreach (var id in said)
        {
            if (drained)
            {
                MemberLog.Draining(logger, id);
            }
            else
            {
                MemberLog.Opened(logger, id);
            }
        }

        await LayAsync(changed, cancellationToken);
    }

    private Task LayAsync(bool changed, CancellationToken cancellationToken)
        => changed ? watch.AppliedAsync(provider.LayAnew(), cancellationToken) : Task.CompletedTask;

    private void Say(MemberClaim claim, MemberVerdict verdict, MemberClaim? before, MemberState? state)
    {
        if (verdict == MemberVerdict.Joined)
        {
            MemberLog.Joined(logger, claim.Key.Id, claim.Key.Cluster, claim.Address);
        }
        else if (verdict == MemberVerdict.Replaced)
        {
            MemberLog.Replaced(logger, claim.Key.Id, claim.Address, before!.Address);
        }
        else if (verdict is MemberVerdict.Overtaken or MemberVerdict.Full && _refused != (claim.Key, claim.Epoch))
        {
            _refused = (claim.Key, claim.Epoch);
            MemberLog.Refused(logger, claim.Key.Id, claim.Address, MemberProblems.Why(claim, verdict, before));
        }

        if (claim.IsLeaving && state == MemberState.Open && verdict is MemberVerdict.Renewed or MemberVerdict.Changed)
        {
            MemberLog.Left(logger, claim.Key.Id, claim.Address);
        }
    }
}
