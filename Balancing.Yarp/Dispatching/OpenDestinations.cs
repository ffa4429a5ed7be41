using System.Runtime.CompilerServices;
using Balancing.Core.Leasing;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Membership;
using Balancing.Yarp.Policies;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Dispatching;

/// <summary>The destinations of one cluster as YARP knows them, and the counts and slots that belong to each.</summary>
internal sealed class OpenDestinations
{
    private readonly ConditionalWeakTable<DestinationState, KnownDestination> _known = [];

    // Every list of open ones that this cluster has had: a request may have come with one that is not the latest.
    private readonly ConditionalWeakTable<IReadOnlyList<DestinationState>, object> _lists = [];
    private IReadOnlyList<DestinationState>? _open;
    private DestinationLoad[] _loads = [];

    /// <summary>The counts of the open ones, in the order of their ids.</summary>
    public ReadOnlySpan<DestinationLoad> Loads => _loads;

    /// <summary>Whether this is the list of open ones last told.</summary>
    public bool IsCurrent(IReadOnlyList<DestinationState> open) => ReferenceEquals(open, Volatile.Read(ref _open));

    /// <summary>Whether these are all that were open at some time, not some that were chosen among them.</summary>
    public bool AreAll(IReadOnlyList<DestinationState> candidates) => IsCurrent(candidates) || _lists.TryGetValue(candidates, out _);

    /// <summary>The counts of a destination, kept as long as it has this address.</summary>
    public DestinationLoad LoadOf(DestinationState destination) => Of(destination).Load;

    /// <summary>How many requests a destination may hold; null for any number.</summary>
    public int? SlotsOf(DestinationState destination, SlotRule rule, TimeSpan now)
    {
        var known = Of(destination);
        rule = RuleOf(destination, rule);
        var slots = rule.IsReported ? known.ReportedSlots(now, MemberMetadata.SlotsOf(destination.Model.Config)) : rule.Fixed;
        return known.Health.JobLimit is { } limit ? Math.Min(limit, slots ?? limit) : slots;
    }

    /// <summary>Whether a destination is to say itself how many requests it takes.</summary>
    public static SlotRule RuleOf(DestinationState destination, SlotRule rule) => DispatchMetadata.SlotsOf(destination.Model.Config) ?? rule;

    /// <summary>Takes over a list of YARP's.</summary>
    /// <returns>What the dispatcher is told of them, in the order of their ids.</returns>
    public (DestinationLoad Destination, int? Slots)[] Open(IReadOnlyList<DestinationState> open, SlotRule rule, TimeSpan now)
    {
        _lists.TryAdd(open, this);
        Volatile.Write(ref _open, open);
        foreach (var destination in open)
        {
            var known = Of(destination);
            known.Load.Weight = PickMetadata.WeightOf(destination.Model.Config);
            known.Load.IsOnTrial = known.Health.JobLimit is not null;
        }

        var told = Ordered(open).Select(destination => (Load: LoadOf(destination), Slots: SlotsOf(destination, rule, now))).ToArray();
        _loads = Array.ConvertAll(told, one => one.Load);
        return told;
    }

    public DestinationLoad[] InOrder(IEnumerable<DestinationState> destinations) => [.. Ordered(destinations).Select(LoadOf)];

    // YARP keeps destinations in no particular order; a rotation that people can foresee goes by id, numbers as numbers.
    private static IOrderedEnumerable<DestinationState> Ordered(IEnumerable<DestinationState> destinations)
        => destinations.OrderBy(destination => destination.DestinationId, DestinationOrder.ById);

    /// <summary>What belongs to a destination, kept as long as it has this address.</summary>
    public KnownDestination Of(DestinationState destination)
    {
        if (_known.TryGetValue(destination, out var known) && known.Address == destination.Model.Config.Address)
        {
            return known;
        }

        // Another address under the same id is another destination: what was learned of the old one does not hold.
        lock (_known)
        {
            if (!_known.TryGetValue(destination, out known) || known.Address != destination.Model.Config.Address)
            {
                known = new KnownDestination(destination);
                _known.AddOrUpdate(destination, known);
            }

            return known;
        }
    }
}
