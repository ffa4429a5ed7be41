using System.Diagnostics.CodeAnalysis;
using Balancing.Core.Picking;

namespace Balancing.Core.Leasing;

/// <summary>Picks among the open destinations of one cluster and takes the lease in the same step.</summary>
/// <remarks>
/// Pick and lease are one step under a lock, so that a burst sees itself: of two picks at the same moment the second
/// counts the first. Nothing is allocated but where the set of open destinations or the policy changes.
/// </remarks>
public sealed class DestinationPicker(IPickPolicy policy)
{
    // A slow destination gets one pick in so many even where others are free: its speed could not be learned otherwise. With 100 it would be seen in the p99 of all
    // jobs; with 1,000 one that has recovered is found some minutes later.
    private const int TryAfter = 200;

    private readonly Lock _lock = new();
    private readonly SlowDestinations _slow = new();
    private IPickPolicy _policy = policy;

    // A rotation of its own: one that stood still would give every retry, and every request of an application that
    // narrows the candidates itself, to the same destination.
    private IPickPolicy _policyAmong = policy.Apart();
    private SlowStart _slowStart = SlowStart.None;
    private DestinationLoad[] _open = [];
    private FreePlaces _free = new(0);
    private FreePlaces _freeFast = new(0);
    private int _untilTry = TryAfter;
    private FreePlaces _freeAmong = new(0);

    // What the least given of the open ones had been given when the set last changed; kept while all are closed.
    private long _level;
    private bool _hasBegun;

    /// <summary>The policy in force.</summary>
    public string Policy => Volatile.Read(ref _policy).Name;

    /// <summary>Whether the policy in force wants destinations asked for their load.</summary>
    public bool Probes => Volatile.Read(ref _policy) is IProbingPolicy;

    /// <summary>Changes the policy; picks from now on follow the new one, leases taken before stay as they are.</summary>
    public void Use(IPickPolicy policy)
    {
        lock (_lock)
        {
            _policy = policy;
            _policyAmong = policy.Apart();
            var joined = new int[_open.Length];
            Array.Fill(joined, -1);
            Follow(new CandidateSet(CandidatesOf(_open), joined, previousCount: 0));
        }
    }

    /// <summary>Changes how destinations that join, or come back, grow into their weight; those under way follow at once.</summary>
    public void Use(SlowStart slowStart)
    {
        lock (_lock)
        {
            _slowStart = slowStart;
        }
    }

    /// <summary>Says which destinations are open from now on, or that their weights have changed. Costs a look at each, old and new.</summary>
    /// <param name="open">In the order of the rotation.</param>
    /// <param name="now">When the slow start of those that joined begins. The first set that is not empty starts at its full weight.</param>
    public void SetOpen(ReadOnlySpan<DestinationLoad> open, TimeSpan now = default)
    {
        lock (_lock)
        {
            var previous = PreviousIndexes(open);
            Join(open, previous, now);
            Follow(new CandidateSet(CandidatesOf(open), previous, _open.Length));
            foreach (var destination in _open)
            {
                destination.OpenIndex = -1;
            }

            _open = open.ToArray();
            _free = new FreePlaces(open.Length);
            _freeFast = new FreePlaces(open.Length);
            _freeAmong = new FreePlaces(open.Length);
            for (var index = 0; index < open.Length; index++)
            {
                open[index].OpenIndex = index;
            }

            _slow.Open(_open);
            MarkAll();
        }
    }

    /// <summary>Picks among all open destinations, at no particular time and for a request bound to nothing.</summary>
    /// <param name="lease">The place taken; its holder disposes it.</param>
    /// <returns>False when none is open and free.</returns>
    public bool TryTake(out Lease lease) => TryTake(default, out lease);

    /// <summary>Picks among all open destinations.</summary>
    /// <param name="request">What the pick may hang on.</param>
    /// <param name="lease">The place taken; its holder gives it back.</param>
    /// <returns>False when none is open and free.</returns>
    public bool TryTake(in PickRequest request, out Lease lease)
    {
        lock (_lock)
        {
            var isNarrowed = _slow.Count > 0 && _freeFast.Count > 0 && !_policy.JudgesSpeed;
            // Only where a slow one is free: looking for it goes over all destinations.
            if (isNarrowed && --_untilTry <= 0 && _free.Count > _freeFast.Count && _slow.NextToTry() is { } slow)
            {
                _untilTry = TryAfter;
                lease = Take(slow, request.Now);
                return true;
            }

            var index = _policy.Pick(new PickerLoads(_open, isNarrowed ? _freeFast : _free, _slowStart, request));
            lease = index < 0 ? default : Take(_open[index], request.Now);
            return index >= 0;
        }
    }

    /// <summary>
    /// Picks among some of the open destinations: those not yet tried, or those an application chose. The rotation over
    /// all of them is not moved by it; these picks have one of their own.
    /// </summary>
    /// <returns>False when none of them has a free slot.</returns>
    public bool TryTakeAmong(ReadOnlySpan<DestinationLoad> some, out Lease lease, PickRequest request = default)
    {
        lock (_lock)
        {
            // For the policy the others are full.
            _freeAmong.Clear();
            foreach (var destination in some)
            {
                if (destination.IsOpen)
                {
                    _freeAmong.Set(destination.OpenIndex, destination.IsFree);
                }
            }

            var index = _policyAmong.Pick(new PickerLoads(_open, _freeAmong, _slowStart, request));
            lease = index < 0 ? default : Take(_open[index], request.Now);
            return index >= 0;
        }
    }

    /// <summary>Takes a place where there is nothing to pick: the request is bound to this destination.</summary>
    public Lease TakeAt(DestinationLoad destination, TimeSpan now = default)
    {
        lock (_lock)
        {
            return Take(destination, now);
        }
    }

    /// <summary>
    /// The destination to ask for its load now; to be called after picks, and from time to time without any, until it is false: each call
    /// that is true counts as asked.
    /// </summary>
    public bool TryNextProbe(TimeSpan now, [NotNullWhen(true)] out DestinationLoad? destination)
    {
        lock (_lock)
        {
            var index = _policy is IProbingPolicy probing ? probing.NextProbe(now) : -1;
            destination = index < 0 ? null : _open[index];
            return index >= 0;
        }
    }

    /// <summary>A destination said how loaded it is. One that is closed, or a policy that does not ask, is passed over.</summary>
    public void Probed(DestinationLoad destination, LoadProbe probe)
    {
        lock (_lock)
        {
            if (_policy is IProbingPolicy probing && destination.IsOpen)
            {
                // A worker that tells no latency is judged by what was measured here.
                probing.Probed(destination.OpenIndex, probe with { Latency = probe.Latency ?? TimeSpan.FromSeconds(destination.LatencyAt(probe.At)) });
            }
        }
    }

    /// <summary>
    /// Gives a place back that was taken at a destination with slots: here, not by <see cref="Lease.Dispose"/>, because the next pick must know that a
    /// slot is free; and the destination's latency is learned. The lease must not be used afterwards.
    /// </summary>
    internal void Return(Lease lease, bool failed, TimeSpan now)
    {
        lock (_lock)
        {
            var destination = lease.Destination!;
            destination.Return(failed);
            destination.LearnLatency(now - lease.TakenAt, now, failed);
            MarkFree(destination);
        }
    }

    /// <summary>A job ended at a destination, or has run for so long: what it took, over what was expected of it.</summary>
    /// <returns>Whether other destinations count as slow now than before.</returns>
    internal bool LearnSpeed(DestinationLoad destination, double ratio)
    {
        lock (_lock)
        {
            if (!destination.IsOpen || !_slow.Learn(destination, ratio))
            {
                return false;
            }

            MarkAll();
            return true;
        }
    }

    /// <summary>Looks at a destination again after its slots have changed.</summary>
    internal void Look(DestinationLoad destination)
    {
        lock (_lock)
        {
            MarkFree(destination);
        }
    }

    private Lease Take(DestinationLoad destination, TimeSpan now)
    {
        destination.Given++;
        destination.Take();
        MarkFree(destination);
        return new Lease(destination, now);
    }

    private void MarkFree(DestinationLoad destination)
    {
        if (destination.OpenIndex >= 0)
        {
            _free.Set(destination.OpenIndex, destination.IsFree);
            _freeFast.Set(destination.OpenIndex, destination.IsFree && !destination.IsSlow);
        }
    }

    private void MarkAll() => Array.ForEach(_open, MarkFree);

    private void Follow(CandidateSet open)
    {
        var isApart = !ReferenceEquals(_policy, _policyAmong);
        _policy = _policy.Follow(open);
        _policyAmong = isApart ? _policyAmong.Follow(open) : _policy;
    }

    private static Candidate[] CandidatesOf(ReadOnlySpan<DestinationLoad> open)
    {
        var candidates = new Candidate[open.Length];
        for (var index = 0; index < candidates.Length; index++)
        {
            candidates[index] = new Candidate(open[index].Id, open[index].Weight);
        }

        return candidates;
    }

    private static int[] PreviousIndexes(ReadOnlySpan<DestinationLoad> open)
    {
        var previous = new int[open.Length];
        for (var index = 0; index < open.Length; index++)
        {
            previous[index] = open[index].OpenIndex;
        }

        return previous;
    }

    // Without the level, a destination that joins an hour late would win every tie for an hour.
    private void Join(ReadOnlySpan<DestinationLoad> open, ReadOnlySpan<int> previous, TimeSpan now)
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
                if (_hasBegun)
                {
                    open[index].Join(now);
                }
            }
        }

        _hasBegun |= open.Length > 0;
    }
}
