using Balancing.Core.Leasing;
using Balancing.Core.Picking;

namespace Balancing.Core.Queueing;

/// <summary>Brings waiting jobs and free slots together: what a <see cref="Dispatcher"/> does under its lock.</summary>
internal sealed partial class Matching
{
    // How long jobs may wait while no destination is open: long enough for the restart of a single worker, short enough for a client
    // that would rather hear it and go elsewhere.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Sums with a clock that jumped to the end of time must not overflow.
    private static readonly TimeSpan LastMoment = TimeSpan.MaxValue / 2;

    private readonly IDispatchSink _sink;
    private readonly WaitingJobs _waiting;
    private readonly SecondTries _returned = new();
    private readonly RunningJobs _running;
    private readonly Experience _experience;
    private readonly Admission _admission;
    private readonly Turns _turns;

    private DestinationLoad[] _open = [];
    private TimeSpan _now;
    private TimeSpan _closedAt;
    private long _sequence;

    public Matching(DispatchSettings settings, IPickPolicy policy, IDispatchSink sink)
    {
        _sink = sink;
        _experience = new Experience();
        _running = new RunningJobs(_experience);
        _turns = new Turns(settings, _experience);
        _admission = new Admission(Patience);
        _waiting = new WaitingJobs(settings);
        Picker = new DestinationPicker(policy);
    }

    public DestinationPicker Picker { get; }

    public int Waiting => _waiting.Count + _returned.Count;

    public int ActiveApplications => _waiting.ActiveApplications;

    public TimeSpan NextLook { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Time passed: deadlines, and Shorts that overrun.</summary>
    public void Pass(TimeSpan now)
    {
        _now = now > _now ? (now < LastMoment ? now : LastMoment) : _now;
        while ((_waiting.Expired(_now) ?? _returned.Expired(_now)) is { } expired)
        {
            Leave(expired);
            Refuse(expired, RefusalReason.DeadlinePassed);
        }

        while (_running.NextOverrun(_now, _turns.Settings.Prefetch) is { } overrun)
        {
            Learn(overrun, succeeded: false); // that it goes on tells as much as a failure: it takes at least so long
        }
    }

    /// <summary>A job begins its way here.</summary>
    public void Begin(Ticket ticket)
    {
        ticket.Sequence = _sequence++;
        ticket.ArrivedAt = _now;
        _experience.Judge(ticket);
        ticket.Destination = null;
        ticket.FoundWaiting = Waiting;
        ticket.WasHeldBack = false;
        ticket.Tried = null;
        _turns.Arrived(ticket, _now);
    }

    /// <summary>Lets a job wait that has just begun, if it may; the sink hears when not.</summary>
    public void Enqueue(Ticket ticket)
    {
        if (ReasonAgainst(ticket) is { } reason)
        {
            Refuse(ticket, reason);
            return;
        }

        _closedAt = _waiting.Count == 0 ? _now : _closedAt; // the patience is with those who wait, not with an idle night
        _waiting.Add(ticket);
        DispatchAll();
        while (ticket.State == TicketState.Waiting && _waiting.Excess(ticket) is { } excess)
        {
            _waiting.Remove(excess);
            Refuse(excess, RefusalReason.QueueFull);
        }
    }

    /// <summary>Sends a job that has just begun to one of these, past all that wait.</summary>
    public void Bind(Ticket ticket, ReadOnlySpan<DestinationLoad> some)
    {
        if (some.Length > 1 && Picker.TryTakeAmong(some, out var lease, ticket.RequestAt(_now)))
        {
            Dispatch(ticket, lease, ahead: false);
            return;
        }

        var least = some[0];
        foreach (var destination in some)
        {
            least = destination.InFlight < least.InFlight ? destination : least;
        }

        var isFree = least.IsFree;
        Dispatch(ticket, Picker.TakeAt(least, _now), ahead: !isFree);
    }

    /// <summary>A running job comes to an end here, or is on its way to another destination.</summary>
    public void Release(Ticket ticket, bool failed)
    {
        var lease = ticket.Lease;
        ticket.Lease = default;
        ticket.State = TicketState.Idle;
        Picker.Return(lease, failed, _now);
        _running.End(ticket, _turns.Settings.Prefetch, _now);
        _waiting.Ended(ticket);
    }

    /// <summary>A running job came to its end, or has run for too long: what it took is remembered.</summary>
    public void Learn(Ticket ticket, bool succeeded)
    {
        if (ticket.StartedAt is not { } started)
        {
            return; // nobody knows since when it runs
        }

        // One that was sent ahead had been there when its slot was freed; the others travelled to theirs.
        var ran = _now - started + (ticket.WasPrefetched ? Turns.RoundTrip : TimeSpan.Zero);
        if (succeeded)
        {
            _experience.Learn(ticket, ran);
        }
        else
        {
            _experience.LearnAtLeast(ticket, ran);
        }

        var ratio = ran.TotalSeconds / ticket.ExpectedSeconds;
        if ((succeeded || ratio > 1) && Picker.LearnSpeed(ticket.Destination!, ratio))
        {
            _running.Open(_open, _turns.Settings.Prefetch); // other places to send ahead to
        }
    }

    public void Return(Ticket ticket, bool anywhere) => _returned.Add(ticket, anywhere);

    public bool HasOther(Ticket ticket) => SecondTries.HasOther(ticket, _open);

    public void Leave(Ticket ticket)
    {
        if (ticket.State == TicketState.Returned)
        {
            _returned.Remove(ticket);
        }
        else
        {
            _waiting.Remove(ticket);
        }
    }

    public void SetOpen(IReadOnlyList<(DestinationLoad Destination, int? Slots)> open)
    {
        _closedAt = _open.Length > 0 ? _now : _closedAt;
        _admission.Opens(someWaited: _open.Length == 0 && _waiting.Count > 0, _now);
        foreach (var (destination, slots) in open)
        {
            RunningJobs.SetSlots(destination, slots);
        }

        _open = [.. open.Select(one => one.Destination)];
        Picker.SetOpen(_open, _now);
        _running.Open(_open, _turns.Settings.Prefetch);
    }

    public void SetSlots(DestinationLoad destination, int? slots)
    {
        RunningJobs.SetSlots(destination, slots);
        Picker.Look(destination);
        _running.Open(_open, _turns.Settings.Prefetch);
    }

    public void Use(DispatchSettings changed)
    {
        _turns.Settings = changed;
        _running.Open(_open, changed.Prefetch);
        _waiting.Use(changed);
    }

    /// <summary>Sends whoever may go now; ends every event.</summary>
    public void DispatchAll()
    {
        while (_returned.TryTake(_open, Picker, _now, out var returned, out var lease))
        {
            _returned.Remove(returned!);
            Dispatch(returned!, lease, ahead: false);
        }

        var holdsLongBack = !DispatchWaiting();
        RefuseHopeless();
        _admission.Settle(_waiting, _turns.Settings);

        var look = holdsLongBack ? _now + _turns.LookAgainAfter : TimeSpan.MaxValue;
        look = _open.Length == 0 && _waiting.Count > 0 ? _closedAt + Patience : look;
        look = look < _waiting.EarliestDeadline ? look : _waiting.EarliestDeadline;
        NextLook = look < _returned.EarliestDeadline ? look : _returned.EarliestDeadline;
    }

    // False when it stopped at a Long that is held back.
    private bool DispatchWaiting()
    {
        while (_waiting.Count > 0)
        {
            if (_turns.Next(_waiting, _running.Occupancy, _admission.RefusesLongs(_turns.Settings), _now) is not { } next)
            {
                return false;
            }

            if (_admission.IsStale(next, _turns.Settings, _now))
            {
                _waiting.Remove(next);
                Refuse(next, RefusalReason.WaitTooLong);
            }
            else if (Picker.TryTake(next.RequestAt(_now), out var lease))
            {
                Go(next, lease, ahead: false);
            }
            else if (_running.Ahead.Best is { } ahead && _turns.GainsAhead(next, ahead.RunningShorts, _waiting, _running.Occupancy))
            {
                Go(next, Picker.TakeAt(ahead, _now), ahead: true);
            }
            else
            {
                return true;
            }
        }

        return true;
    }

    private void RefuseHopeless()
    {
        while (_returned.Hopeless(_open) is { } hopeless)
        {
            _returned.Remove(hopeless);
            Refuse(hopeless, RefusalReason.NoDestination);
        }

        while (_open.Length == 0 && _now - _closedAt >= Patience && _waiting.First is { } waiting)
        {
            _waiting.Remove(waiting);
            Refuse(waiting, RefusalReason.NoDestination);
        }
    }

    // A waiting job goes.
    private void Go(Ticket ticket, Lease lease, bool ahead)
    {
        _turns.Went(ticket, _waiting);
        _waiting.Take(ticket);
        _admission.Went(ticket, _waiting, _turns.Settings, _now);
        Dispatch(ticket, lease, ahead);
    }

    private void Dispatch(Ticket ticket, Lease lease, bool ahead)
    {
        ticket.State = TicketState.Running;
        ticket.Lease = lease;
        ticket.Destination = lease.Destination;
        ticket.DispatchedAt = _now;
        ticket.WasPrefetched = ahead;
        ticket.HeldBackSlots = _turns.HeldBack;
        _running.Begin(ticket, _turns.Settings.Prefetch);
        _sink.Dispatched(ticket);
    }

    // Why a job may not even wait; null when it may.
    private RefusalReason? ReasonAgainst(Ticket ticket)
        => ticket.Deadline <= _now ? RefusalReason.DeadlinePassed
            : (ticket.Deadline - _now).TotalSeconds < _turns.ExpectedWait(ticket, _waiting, _running.Occupancy) ? RefusalReason.WaitTooLong
            : _open.Length > 0 && _admission.IsTooMany(ticket, _waiting, _turns.Settings, _now) ? RefusalReason.Overloaded
            : null;

    private void Refuse(Ticket ticket, RefusalReason reason)
    {
        // As measured; before anything was, as the slots promise.
        var seconds = _admission.SecondsToRetry(ticket, reason, _waiting, _turns.Settings, _now) ?? _turns.ExpectedDrain(_waiting, _running.Occupancy);
        ticket.RetryAfter = TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(seconds), 1, 60));
        _admission.Refused(ticket, reason, _turns.Settings, _now);
        _sink.Refused(ticket, reason);
    }
}
