using Balancing.Core.Leasing;
using Balancing.Core.Picking;

namespace Balancing.Core.Queueing;

/// <summary>
/// Decides when a job goes, and where: jobs wait here, and a destination is given no more than its slots, so that any
/// destination with a free slot will do and Shorts never stand behind Longs in somebody else's queue.
/// </summary>
/// <remarks>
/// A synchronous state machine: events in, decisions out to the <see cref="IDispatchSink"/>, time passed in. Thread-safe by one lock. An
/// event costs O(log n) in the waiting jobs, and what the policy's pick costs in destinations; it allocates nothing but for applications never seen.
/// A clock that jumps back counts as one that stood still.
/// </remarks>
public sealed class Dispatcher
{
    // A Short that runs this many times as long as expected is none: it must not count as one that is about to free its slot.
    private const double Overrun = 5;

    private readonly Lock _lock = new();
    private readonly IDispatchSink _sink;
    private readonly DestinationPicker _picker;
    private readonly WaitingJobs _waiting;
    private readonly AheadPlaces _ahead = new();
    private readonly Turns _turns;

    private DestinationLoad[] _open = [];
    private TicketList _runningShorts;
    private TimeSpan _now;
    private long _sequence;
    private long _slots;
    private int _shorts;
    private int _longs;
    private bool _holdsLongBack;

    /// <summary>A dispatcher without destinations yet: everything waits.</summary>
    public Dispatcher(DispatchSettings settings, IPickPolicy policy, IDispatchSink sink)
    {
        _turns = new Turns(settings);
        _picker = new DestinationPicker(policy);
        _waiting = new WaitingJobs(settings);
        _sink = sink;
    }

    /// <summary>Jobs that wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>A job came. It is dispatched, waits, or is refused before this returns; the sink hears which, if not that it waits.</summary>
    /// <exception cref="InvalidOperationException">The ticket is waiting or running.</exception>
    public void Arrive(Ticket ticket, TimeSpan now)
    {
        lock (_lock)
        {
            if (ticket.State != TicketState.Idle)
            {
                throw new InvalidOperationException("The ticket is in use: a job arrives once, and its ticket is free again when it has ended.");
            }

            Pass(now);
            ticket.Sequence = _sequence++;
            ticket.ArrivedAt = _now;
            ticket.Destination = null;
            _turns.Arrived(ticket, _now);
            if (ticket.Deadline <= _now)
            {
                _sink.Refused(ticket, RefusalReason.DeadlinePassed);
                return;
            }

            if ((ticket.Deadline - _now).TotalSeconds < _turns.ExpectedWait(ticket.Class, _waiting, Running))
            {
                _sink.Refused(ticket, RefusalReason.WaitTooLong);
                return;
            }

            _waiting.Add(ticket, _turns.TimeOf(ticket.Class).Seconds);
            DispatchAll();
            while (ticket.State == TicketState.Waiting && _waiting.Excess(ticket) is { } excess)
            {
                _waiting.Remove(excess);
                _sink.Refused(excess, RefusalReason.QueueFull);
            }
        }
    }

    /// <summary>A dispatched job ended; its slot is free. A ticket that does not run is passed over.</summary>
    /// <param name="ticket">The job.</param>
    /// <param name="now">When, on the dispatcher's clock.</param>
    /// <param name="succeeded">False teaches nothing of how long jobs take, and counts as a failure of the destination.</param>
    public void Complete(Ticket ticket, TimeSpan now, bool succeeded = true)
    {
        lock (_lock)
        {
            if (ticket.State != TicketState.Running)
            {
                return;
            }

            Pass(now);
            if (succeeded && !ticket.WasPrefetched)
            {
                _turns.TimeOf(ticket.Class).Learn(_now - ticket.DispatchedAt);
            }

            if (ticket.RunsAs == JobClass.Short)
            {
                _runningShorts.Remove(ticket);
            }

            ticket.State = TicketState.Idle;
            var lease = ticket.Lease;
            ticket.Lease = default;
            _picker.Return(lease, failed: !succeeded);
            CountRunning(ticket, -1);
            DispatchAll();
        }
    }

    /// <summary>Nobody waits for the job any more: it leaves the queue. One that runs, or has ended, is passed over.</summary>
    public void Abandon(Ticket ticket, TimeSpan now)
    {
        lock (_lock)
        {
            Pass(now);
            if (ticket.State == TicketState.Waiting)
            {
                _waiting.Remove(ticket);
                DispatchAll(); // it may have been the Short that a Long had to wait for
            }
        }
    }

    /// <summary>Says which destinations are open, and how many jobs each may hold. Jobs at those that left run on.</summary>
    public void SetOpen(IReadOnlyList<(DestinationLoad Destination, int? Slots)> open, TimeSpan now)
    {
        lock (_lock)
        {
            _ahead.Clear();
            _slots = _shorts = _longs = 0;
            foreach (var (destination, slots) in open)
            {
                destination.Slots = slots;
                _slots += destination.SlotLimit;
                _shorts += destination.RunningShorts;
                _longs += destination.RunningLongs;
            }

            _open = [.. open.Select(one => one.Destination)];
            _picker.SetOpen(_open);
            foreach (var destination in _open)
            {
                _ahead.Update(destination, _turns.Settings.Prefetch);
            }

            Pass(now);
            DispatchAll();
        }
    }

    /// <summary>Changes the knobs; jobs that wait are ordered by the new ones, none is lost.</summary>
    public void Use(DispatchSettings settings, TimeSpan now)
    {
        lock (_lock)
        {
            _turns.Settings = settings;
            foreach (var destination in _open)
            {
                _ahead.Update(destination, settings.Prefetch);
            }

            _waiting.Use(settings, _turns.TimeOf(JobClass.Short).Seconds, _turns.TimeOf(JobClass.Long).Seconds);
            Pass(now);
            DispatchAll();
        }
    }

    /// <summary>Changes the policy that picks among destinations with a free slot.</summary>
    public void Use(IPickPolicy policy) => _picker.Use(policy);

    /// <summary>Time passed and nothing else: deadlines are looked at, and Longs that were held back.</summary>
    /// <returns>When to call again, unless another event comes before; <see cref="TimeSpan.MaxValue"/> for never.</returns>
    public TimeSpan Advance(TimeSpan now)
    {
        lock (_lock)
        {
            Pass(now);
            DispatchAll();

            var look = _holdsLongBack ? _now + _turns.LookAgainAfter : TimeSpan.MaxValue;
            return look < _waiting.EarliestDeadline ? look : _waiting.EarliestDeadline;
        }
    }

    private Occupancy Running => new(_slots, _shorts, _longs);

    private void Pass(TimeSpan now)
    {
        _now = now > _now ? now : _now;
        while (_waiting.Expired(_now) is { } expired)
        {
            _waiting.Remove(expired);
            _sink.Refused(expired, RefusalReason.DeadlinePassed);
        }

        var shortTime = _turns.TimeOf(JobClass.Short);
        var latest = _now - TimeSpan.FromSeconds(Overrun * shortTime.Seconds);
        while (shortTime.Samples > 0 && _runningShorts.Oldest is { } oldest && oldest.DispatchedAt < latest)
        {
            _runningShorts.Remove(oldest);
            CountRunning(oldest, -1);
            oldest.RunsAs = JobClass.Long;
            CountRunning(oldest, 1);
        }
    }

    private void DispatchAll()
    {
        _holdsLongBack = false;
        while (_waiting.Count > 0)
        {
            if (_turns.Next(_waiting, Running, _now) is not { } next)
            {
                _holdsLongBack = true;
                return;
            }

            if (_picker.TryTake(out var lease))
            {
                Dispatch(next, lease, ahead: false);
            }
            else if (_ahead.Best is { } ahead && _turns.GainsAhead(
                ahead.RunningShorts, next.Class == JobClass.Short ? _waiting.Shorts : _waiting.Longs, Running))
            {
                Dispatch(next, _picker.TakeAt(ahead), ahead: true);
            }
            else
            {
                return;
            }
        }
    }

    private void Dispatch(Ticket ticket, Lease lease, bool ahead)
    {
        _turns.Went(ticket, _waiting);
        _waiting.Take(ticket);
        ticket.State = TicketState.Running;
        ticket.Lease = lease;
        ticket.Destination = lease.Destination;
        ticket.DispatchedAt = _now;
        ticket.WasPrefetched = ahead;
        ticket.RunsAs = ticket.Class;
        if (ticket.Class == JobClass.Short)
        {
            _runningShorts.Add(ticket);
        }

        CountRunning(ticket, 1);
        _sink.Dispatched(ticket);
    }

    private void CountRunning(Ticket ticket, int by)
    {
        var destination = ticket.Destination!;
        var isOpen = destination.IsOpen ? by : 0;
        if (ticket.RunsAs == JobClass.Short)
        {
            destination.RunningShorts += by;
            _shorts += isOpen;
        }
        else
        {
            destination.RunningLongs += by;
            _longs += isOpen;
        }

        _ahead.Update(destination, _turns.Settings.Prefetch);
    }
}
