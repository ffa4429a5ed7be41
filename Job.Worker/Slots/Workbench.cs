using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using Balancing.Core.Queueing;
using Balancing.Core.Reporting;

namespace Job.Worker.Slots;

/// <summary>
/// The places of one worker: so many jobs run at once, further ones wait, and what finds the queue full is turned away. A waiting client that
/// leaves frees its place at once.
/// </summary>
/// <remarks>
/// The broker's own dispatcher decides who goes next, here with this worker as its only destination: jobs of several brokers, or sent ahead, meet in this
/// queue first, and Short first at the broker alone would not help them. Nothing is held back for Shorts and nothing shared between applications: both are
/// the brokers', who see the whole cluster.
/// </remarks>
internal sealed class Workbench : IDispatchSink, IDisposable
{
    // Beyond this a timer refuses to be set; then it looks again.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly Dispatcher _dispatcher;
    private readonly DestinationLoad _slots = new("slots");
    private readonly TimeProvider _time;
    private readonly long _start;

    private readonly Lock _looking = new();
    private readonly ITimer _timer;
    private TimeSpan _look = TimeSpan.MaxValue;

    /// <summary>An empty bench.</summary>
    /// <param name="slots">Jobs run at once; at least 1.</param>
    /// <param name="maxQueue">Jobs that may wait; 0 turns away whatever finds no free slot.</param>
    /// <param name="order">Who goes next when a slot frees.</param>
    /// <param name="time">What deadlines are measured by.</param>
    public Workbench(int slots, int maxQueue, QueueOrder order, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var settings = new DispatchSettings
        {
            Order = order,
            Reservation = ReservationRule.None,
            Fairness = Fairness.None,
            Prefetch = 0,
            MaxQueue = maxQueue,
            MaxQueueBytes = long.MaxValue,
        };
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static bench => ((Workbench)bench!).Advance(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _dispatcher = new Dispatcher(settings, new LeastRequestsPolicy(), this);
        _dispatcher.SetOpen([(_slots, slots)], Now);
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Takes a slot, waiting for one if need be. The slot is held until the place is disposed of.</summary>
    /// <param name="jobClass">Short or Long, by its sender's word.</param>
    /// <param name="timeout">How long the job is of use to its client; <see cref="TimeSpan.MaxValue"/> for ever.</param>
    /// <param name="cancellationToken">Cancelled when the client leaves: the job gives up its place in the queue.</param>
    /// <returns>A place to dispose of; one with a <see cref="Place.Refusal"/> when the job was turned away.</returns>
    /// <exception cref="OperationCanceledException">The client left while its job was waiting.</exception>
    public async ValueTask<Place> EnterAsync(JobClass jobClass, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = Now;
        var deadline = timeout < TimeSpan.MaxValue - now ? now + timeout : TimeSpan.MaxValue;
        var place = new Place(this, new Ticket { Label = jobClass, Deadline = deadline });
        _dispatcher.Arrive(place.Ticket, now);
        if (place.IsSettled)
        {
            return place;
        }

        LookAt(_dispatcher.NextLook);
        using (cancellationToken.UnsafeRegister(static (place, token) => ((Place)place!).GiveUp(token), place))
        {
            await place.Settled;
        }

        return place;
    }

    /// <summary>How busy the worker is now. Counted one after the other: the sum of both may be off by a few.</summary>
    public LoadReport Report() => new(_slots.Slots, _slots.InFlight, _dispatcher.Waiting);

    /// <summary>Ends the looking at deadlines; jobs that still wait are left to their clients.</summary>
    public void Dispose() => _timer.Dispose();

    void IDispatchSink.Dispatched(Ticket ticket) => ((Place)ticket.Owner!).Settle(null);

    void IDispatchSink.Refused(Ticket ticket, RefusalReason reason) => ((Place)ticket.Owner!).Settle(reason);

    internal bool Abandon(Place place) => _dispatcher.Abandon(place.Ticket, Now);

    internal void Leave(Place place, bool succeeded) => _dispatcher.Complete(place.Ticket, Now, succeeded);

    private void Advance()
    {
        lock (_looking)
        {
            _look = TimeSpan.MaxValue; // before the dispatcher is asked, so that no sooner deadline of another thread is overwritten
        }

        LookAt(_dispatcher.Advance(Now));
    }

    private void LookAt(TimeSpan when)
    {
        if (when == TimeSpan.MaxValue)
        {
            return; // no deadline waits: most of the time
        }

        lock (_looking)
        {
            if (when >= _look)
            {
                return;
            }

            // Rounded up: timers count whole milliseconds, and one that fired early would only be set again.
            var sleep = Math.Ceiling((when - Now).TotalMilliseconds);
            _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(sleep, 0, LongestSleep.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            _look = when;
        }
    }
}
