using Balancing.Core.Picking;

namespace Balancing.Core.Leasing;

/// <summary>Picks among the open destinations of one cluster and takes the lease in the same step.</summary>
/// <remarks>
/// Pick and lease are one step under a lock, so that a burst sees itself: of two picks at the same moment the second
/// counts the first. Nothing is allocated but where the set of open destinations changes, and on picks among some of them.
/// </remarks>
public sealed class DestinationPicker(IPickPolicy policy)
{
    private readonly Lock _lock = new();
    private IPickPolicy _policy = policy;

    // A rotation of its own: one that stood still would give every retry, and every request of an application that
    // narrows the candidates itself, to the same destination.
    private IPickPolicy _policyAmong = Fresh(policy);
    private DestinationLoad[] _open = [];
    private FreePlaces _free = new(0);

    // What the least given of the open ones had been given when the set last changed; kept while all are closed.
    private long _level;

    /// <summary>The policy in force.</summary>
    public string Policy => Volatile.Read(ref _policy).Name;

    /// <summary>Changes the policy; picks from now on follow the new one, leases taken before stay as they are.</summary>
    public void Use(IPickPolicy policy)
    {
        lock (_lock)
        {
            _policy = policy;
            _policyAmong = Fresh(policy);
        }
    }

    /// <summary>Says which destinations are open from now on. Costs a look at each, old and new.</summary>
    public void SetOpen(ReadOnlySpan<DestinationLoad> open)
    {
        lock (_lock)
        {
            var previous = PreviousIndexes(open);
            LiftJoined(open, previous);
            _policy = _policy.Follow(previous, _open.Length);
            foreach (var destination in _open)
            {
                destination.OpenIndex = -1;
            }

            _open = open.ToArray();
            _free = new FreePlaces(open.Length);
            for (var index = 0; index < open.Length; index++)
            {
                open[index].OpenIndex = index;
                _free.Set(index, open[index].IsFree);
            }
        }
    }

    /// <summary>Picks among all open destinations.</summary>
    /// <param name="lease">The place taken; its holder disposes it.</param>
    /// <returns>False when none is open.</returns>
    public bool TryTake(out Lease lease)
    {
        lock (_lock)
        {
            var index = _policy.Pick(new Loads(_open, _free));
            lease = index < 0 ? default : Take(_open[index]);
            return index >= 0;
        }
    }

    /// <summary>
    /// Picks among some of the open destinations: those not yet tried, or those an application chose. The rotation over
    /// all of them is not moved by it; these picks have one of their own.
    /// </summary>
    public bool TryTakeAmong(ReadOnlySpan<DestinationLoad> some, out Lease lease)
    {
        lock (_lock)
        {
            var among = some.ToArray();
            var free = new FreePlaces(among.Length);
            for (var place = 0; place < among.Length; place++)
            {
                free.Set(place, among[place].IsFree);
            }

            var index = _policyAmong.Pick(new Loads(among, free));
            lease = index < 0 ? default : Take(among[index]);
            return index >= 0;
        }
    }

    /// <summary>Takes a place where there is nothing to pick: the request is bound to this destination.</summary>
    public Lease TakeAt(DestinationLoad destination)
    {
        lock (_lock)
        {
            return Take(destination);
        }
    }

    /// <summary>
    /// Gives a place back that was taken at a destination with slots: here, not by <see cref="Lease.Dispose"/>, because the next pick must know that a
    /// slot is free. The lease must not be used afterwards.
    /// </summary>
    internal void Return(Lease lease, bool failed)
    {
        lock (_lock)
        {
            var destination = lease.Destination!;
            destination.Return(failed);
            MarkFree(destination);
        }
    }

    private static IPickPolicy Fresh(IPickPolicy policy) => policy.Follow([], previousCount: 0);

    private Lease Take(DestinationLoad destination)
    {
        destination.Given++;
        destination.Take();
        MarkFree(destination);
        return new Lease(destination);
    }

    private void MarkFree(DestinationLoad destination)
    {
        if (destination.OpenIndex >= 0)
        {
            _free.Set(destination.OpenIndex, destination.IsFree);
        }
    }

    private int[] PreviousIndexes(ReadOnlySpan<DestinationLoad> open)
    {
        var indexes = new Dictionary<DestinationLoad, int>(_open.Length);
        for (var index = 0; index < _open.Length; index++)
        {
            indexes[_open[index]] = index;
        }

        var previous = new int[open.Length];
        for (var index = 0; index < open.Length; index++)
        {
            previous[index] = indexes.GetValueOrDefault(open[index], -1);
        }

        return previous;
    }

    // Without this, a destination that joins an hour late would win every tie for an hour.
    private void LiftJoined(ReadOnlySpan<DestinationLoad> open, ReadOnlySpan<int> previous)
    {
        if (_open.Length > 0)
        {
            _level = _open.Min(destination => destination.Given);
        }

        for (var index = 0; index < open.Length; index++)
        {
            if (previous[index] < 0)
            {
                open[index].Given = Math.Max(open[index].Given, _level);
            }
        }
    }

    private readonly struct Loads(DestinationLoad[] open, FreePlaces free) : ILoads
    {
        public int Count => open.Length;

        public int NextFree(int from) => free.Next(from);

        public int InFlight(int index) => open[index].InFlight;

        public long Given(int index) => open[index].Given;
    }
}
