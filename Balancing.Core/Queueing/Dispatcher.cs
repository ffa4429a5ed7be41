using System.Diagnostics.CodeAnalysis;
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
public sealed partial class Dispatcher
{
    private readonly Lock _lock = new();
    private readonly Matching _matching;
    private long _nextLook = TimeSpan.MaxValue.Ticks;

    /// <summary>A dispatcher without destinations yet: everything waits.</summary>
    public Dispatcher(DispatchSettings settings, IPickPolicy policy, IDispatchSink sink) => _matching = new Matching(settings, policy, sink);

    /// <summary>Jobs that wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _matching.Waiting;
            }
        }
    }

    /// <summary>Applications with jobs that wait or run; of those that never waited nothing is counted.</summary>
    internal int ActiveApplications => _matching.ActiveApplications;

    /// <summary>
    /// When to call <see cref="Advance"/>, unless another event comes before; <see cref="TimeSpan.MaxValue"/> for never. Right after
    /// every event, and cheap to read.
    /// </summary>
    public TimeSpan NextLook => new(Volatile.Read(ref _nextLook));

    /// <summary>A job came. It is dispatched, waits, or is refused before this returns; the sink hears which, if not that it waits.</summary>
    /// <exception cref="InvalidOperationException">The ticket is waiting or running.</exception>
    public void Arrive(Ticket ticket, TimeSpan now)
    {
        lock (_lock)
        {
            Begin(ticket, now);
            _matching.Enqueue(ticket);
            Settle();
        }
    }

    /// <summary>
    /// A job came that may go to these destinations only: bound by a session, or narrowed by the application. It goes at once, to one with a free
    /// slot if there is one, beyond the slots otherwise: others must not wait for what they could not use.
    /// </summary>
    /// <param name="ticket">The job.</param>
    /// <param name="some">At least one destination, open or not.</param>
    /// <param name="now">On the dispatcher's clock.</param>
    /// <exception cref="InvalidOperationException">The ticket is waiting or running.</exception>
    public void ArriveAt(Ticket ticket, ReadOnlySpan<DestinationLoad> some, TimeSpan now)
    {
        lock (_lock)
        {
            Begin(ticket, now);
            _matching.Bind(ticket, some);
            Settle();
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

            _matching.Pass(now);
            _matching.Learn(ticket, succeeded);
            _matching.Release(ticket, failed: !succeeded);
            DispatchAll();
        }
    }

    /// <summary>A dispatched job is ended by its sender: its slot is free. That it takes at least so long is learned, and nothing held against its destination. A ticket that does not run is passed over.</summary>
    public void Withdraw(Ticket ticket, TimeSpan now)
    {
        lock (_lock)
        {
            if (ticket.State != TicketState.Running)
            {
                return;
            }

            _matching.Pass(now);
            _matching.Learn(ticket, succeeded: false);
            _matching.Release(ticket, failed: false);
            DispatchAll();
        }
    }

    /// <summary>
    /// Sends a running job to another destination as well, if one has a free slot and nobody waits for it; whoever answers first decides, and the other is to be withdrawn.
    /// </summary>
    /// <param name="running">The job.</param>
    /// <param name="second">The same job's ticket for the second try; the sink hears where it goes.</param>
    /// <param name="now">On the dispatcher's clock.</param>
    /// <returns>False when there is no place; the second ticket is free then.</returns>
    /// <exception cref="InvalidOperationException">The second ticket is waiting or running.</exception>
    public bool TryBeside(Ticket running, Ticket second, TimeSpan now)
    {
        lock (_lock)
        {
            RequireIdle(second);
            _matching.Pass(now);
            var went = running.State == TicketState.Running && _matching.TryBeside(running, second);
            DispatchAll();
            return went;
        }
    }

    /// <summary>
    /// The job came to no good end at its destination: it goes to another, before all that wait. The sink hears where, or that all open ones have been tried. A ticket that does not run is
    /// passed over.
    /// </summary>
    /// <param name="ticket">The job.</param>
    /// <param name="now">When, on the dispatcher's clock.</param>
    /// <param name="ran">Whether it may have run there: that it costs less than the time since is not true then.</param>
    public void Redirect(Ticket ticket, TimeSpan now, bool ran = false)
    {
        lock (_lock)
        {
            if (ticket.State != TicketState.Running)
            {
                return;
            }

            if (ran)
            {
                _matching.Pass(now);
                _matching.Learn(ticket, succeeded: false);
            }

            _matching.Release(ticket, failed: true);
            _matching.Return(ticket, anywhere: false);
            _matching.Pass(now); // its deadline may have passed at the destination
            DispatchAll();
        }
    }

    /// <summary>
    /// A job that has ended, or was refused, goes once more, before all that wait, to any open destination: those it has been at among them. The sink hears where, or that none is open.
    /// </summary>
    /// <exception cref="InvalidOperationException">The ticket is waiting or running.</exception>
    public void ArriveAgain(Ticket ticket, TimeSpan now)
    {
        lock (_lock)
        {
            RequireIdle(ticket);
            _matching.Return(ticket, anywhere: true);
            _matching.Pass(now);
            DispatchAll();
        }
    }

    /// <summary>Whether a destination is open where this running job has not been.</summary>
    public bool HasOther(Ticket ticket)
    {
        lock (_lock)
        {
            return _matching.HasOther(ticket);
        }
    }

    /// <summary>Nobody waits for the job any more: it leaves the queue. One that runs, or has ended, is passed over.</summary>
    /// <returns>Whether it left the queue; the sink hears nothing more of it then.</returns>
    public bool Abandon(Ticket ticket, TimeSpan now)
    {
        lock (_lock)
        {
            _matching.Pass(now);
            var waits = ticket.State is TicketState.Waiting or TicketState.Returned;
            if (waits)
            {
                _matching.Leave(ticket);
            }

            DispatchAll(); // it may have been the Short that a Long had to wait for
            return waits;
        }
    }

    /// <summary>Says which destinations are open, and how many jobs each may hold. Jobs at those that left run on.</summary>
    public void SetOpen(IReadOnlyList<(DestinationLoad Destination, int? Slots)> open, TimeSpan now)
    {
        lock (_lock)
        {
            _matching.Pass(now);
            _matching.SetOpen(open);
            DispatchAll();
        }
    }

    /// <summary>A destination may hold more jobs from now on, or fewer; null for any number. What it holds beyond them runs on.</summary>
    public void SetSlots(DestinationLoad destination, int? slots, TimeSpan now)
    {
        lock (_lock)
        {
            _matching.Pass(now);
            _matching.SetSlots(destination, slots);
            DispatchAll();
        }
    }

    /// <summary>Changes the knobs; jobs that wait are ordered by the new ones, none is lost.</summary>
    public void Use(DispatchSettings settings, TimeSpan now)
    {
        lock (_lock)
        {
            _matching.Pass(now);
            _matching.Use(settings);
            DispatchAll();
        }
    }

    /// <summary>Changes the policy that picks among destinations with a free slot.</summary>
    public void Use(IPickPolicy policy) => _matching.Picker.Use(policy);

    /// <summary>Changes how destinations that join, or come back, grow into their weight.</summary>
    public void Use(SlowStart slowStart) => _matching.Picker.Use(slowStart);

    /// <inheritdoc cref="DestinationPicker.Probes"/>
    public bool Probes => _matching.Picker.Probes;

    /// <inheritdoc cref="DestinationPicker.TryNextProbe"/>
    public bool TryNextProbe(TimeSpan now, [NotNullWhen(true)] out DestinationLoad? destination) => _matching.Picker.TryNextProbe(now, out destination);

    /// <inheritdoc cref="DestinationPicker.Probed"/>
    public void Probed(DestinationLoad destination, LoadProbe probe) => _matching.Picker.Probed(destination, probe);

    /// <summary>Time passed and nothing else: deadlines are looked at, and Longs that were held back.</summary>
    /// <returns><see cref="NextLook"/>.</returns>
    public TimeSpan Advance(TimeSpan now)
    {
        lock (_lock)
        {
            _matching.Pass(now);
            DispatchAll();
            return NextLook;
        }
    }

    private void Begin(Ticket ticket, TimeSpan now)
    {
        RequireIdle(ticket);
        _matching.Pass(now);
        _matching.Begin(ticket);
    }

    private static void RequireIdle(Ticket ticket)
    {
        if (ticket.State != TicketState.Idle)
        {
            throw new InvalidOperationException("The ticket is in use: a job arrives once, and its ticket is free again when it has ended.");
        }
    }

    private void DispatchAll()
    {
        _matching.DispatchAll();
        Settle();
    }

    private void Settle() => Volatile.Write(ref _nextLook, _matching.NextLook.Ticks);
}
