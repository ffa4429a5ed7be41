using System.Globalization;
using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

/// <summary>A dispatcher with a naive model beside it: what was decided is checked at every step.</summary>
internal sealed class DispatchWorld : IDispatchSink
{
    private readonly DestinationLoad[] _destinations;
    private readonly Dictionary<DestinationLoad, int?> _open = [];
    private DispatchSettings _settings;
    private int _prefetch;
    private Ticket? _bound;

    public DispatchWorld(DispatchSettings settings, int destinations, string policy = PolicyNames.RoundRobin)
    {
        Assert.True(PickPolicies.BuiltIn.TryCreate(policy, new Random(1), out var pick));
        Dispatcher = new Dispatcher(settings, pick, this);
        _settings = settings;
        _prefetch = settings.Prefetch;
        _destinations = [.. Enumerable.Range(1, destinations).Select(id => new DestinationLoad(id.ToString(CultureInfo.InvariantCulture)))];
    }

    /// <summary>Short first and nothing else.</summary>
    public static DispatchSettings Plain { get; } = new() { Reservation = ReservationRule.None, Fairness = Fairness.None, Prefetch = 0 };

    public Dispatcher Dispatcher { get; }

    public TimeSpan Now { get; private set; }

    /// <summary>Jobs in the order they were dispatched.</summary>
    public List<Ticket> Dispatched { get; } = [];

    public List<(Ticket Ticket, RefusalReason Reason)> Refused { get; } = [];

    public List<Ticket> Running { get; } = [];

    public HashSet<Ticket> Waiting { get; } = [];

    /// <summary>Those of them that came back from a destination; and where each has been.</summary>
    public Dictionary<Ticket, List<DestinationLoad>> Tried { get; } = [];

    public IReadOnlyList<DestinationLoad> Destinations => _destinations;

    /// <summary>Opens destinations with so many slots each; null for no limit.</summary>
    public void Open(params int?[] slots)
    {
        _open.Clear();
        for (var index = 0; index < slots.Length; index++)
        {
            _open[_destinations[index]] = slots[index];
        }

        Publish();
    }

    public void OpenOnly(int index, bool open, int? slots)
    {
        if (open)
        {
            _open[_destinations[index]] = slots;
        }
        else
        {
            _open.Remove(_destinations[index]);
        }

        Publish();
    }

    public Ticket Arrive(JobClass? label, string application = "a", TimeSpan? deadline = null, long bytes = 0, string? route = null)
    {
        var ticket = new Ticket { Label = label, Application = application, Route = route, Deadline = deadline ?? TimeSpan.MaxValue, Bytes = bytes };
        Waiting.Add(ticket);
        Dispatcher.Arrive(ticket, Now);
        return ticket;
    }

    public void Complete(Ticket ticket, bool succeeded = true)
    {
        Assert.True(Running.Remove(ticket));
        Dispatcher.Complete(ticket, Now, succeeded);
    }

    /// <summary>A job that may go to this destination only.</summary>
    public Ticket ArriveAt(JobClass jobClass, params int[] indexes)
    {
        var ticket = new Ticket { Label = jobClass };
        _bound = ticket;
        Waiting.Add(ticket);
        Dispatcher.ArriveAt(ticket, [.. indexes.Select(index => _destinations[index])], Now);
        _bound = null;
        Assert.Contains(ticket.Destination, indexes.Select(index => _destinations[index]));
        return ticket;
    }

    /// <summary>The same job at a second destination; null when there is no place for it.</summary>
    public Ticket? Beside(Ticket running)
    {
        var second = new Ticket { Label = running.Label, Application = running.Application };
        Waiting.Add(second);
        Tried[second] = [.. Tried.GetValueOrDefault(running) ?? [], running.Destination!];
        if (Dispatcher.TryBeside(running, second, Now))
        {
            (Tried.TryGetValue(running, out var tried) ? tried : Tried[running] = []).Add(second.Destination!);
            return second;
        }

        Waiting.Remove(second);
        return null;
    }

    public void Withdraw(Ticket ticket)
    {
        Assert.True(Running.Remove(ticket));
        Dispatcher.Withdraw(ticket, Now);
    }

    public void Redirect(Ticket ticket)
    {
        Assert.True(Running.Remove(ticket));
        Waiting.Add(ticket);
        Tried.TryAdd(ticket, []);
        Tried[ticket].Add(ticket.Destination!);
        Dispatcher.Redirect(ticket, Now);
    }

    /// <summary>A job that failed where it ran goes once more, anywhere.</summary>
    public void ArriveAgain(Ticket ticket)
    {
        Waiting.Add(ticket);
        Tried[ticket] = [];
        Dispatcher.ArriveAgain(ticket, Now);
    }

    public void SetSlots(int index, int? slots)
    {
        if (_open.ContainsKey(_destinations[index]))
        {
            _open[_destinations[index]] = slots;
        }

        Dispatcher.SetSlots(_destinations[index], slots, Now);
    }

    public void Abandon(Ticket ticket)
    {
        Assert.True(Dispatcher.Abandon(ticket, Now));
        Waiting.Remove(ticket);
    }

    public void Use(DispatchSettings settings)
    {
        _prefetch = Math.Max(_prefetch, settings.Prefetch); // what was sent ahead before stays where it is
        _settings = settings;
        Dispatcher.Use(settings, Now);
    }

    public TimeSpan Pass(TimeSpan time)
    {
        Now += time;
        return Dispatcher.Advance(Now);
    }

    /// <summary>One Short after the other, each 5 ms: one slot's worth of them, which the estimates then know.</summary>
    public void LearnShorts()
    {
        for (var job = 0; job < 400; job++)
        {
            var ticket = Arrive(JobClass.Short);
            Pass(TimeSpan.FromMilliseconds(5));
            Complete(ticket);
        }
    }

    /// <summary>One slot, one job at a time, until nobody waits.</summary>
    public void ServeOneByOne()
    {
        Open(1);
        while (Running.Count > 0)
        {
            Pass(TimeSpan.FromMilliseconds(5));
            Complete(Running[0]);
        }
    }

    /// <summary>Whether any open destination has a free slot.</summary>
    public bool AnyFree => _open.Any(one => one.Key.InFlight < (one.Value ?? int.MaxValue));

    /// <summary>Whether by the settings no slot is kept from anybody.</summary>
    public bool HoldsNothingBack => _settings.Reservation == ReservationRule.None || _settings.Order != QueueOrder.ShortFirst;

    public void CheckCounts()
    {
        Assert.Equal(Waiting.Count, Dispatcher.Waiting);
        foreach (var destination in _destinations)
        {
            Assert.Equal(Running.Count(ticket => ticket.Destination == destination), destination.InFlight);
        }
    }

    void IDispatchSink.Dispatched(Ticket ticket)
    {
        Assert.True(Waiting.Remove(ticket), "dispatched without waiting: twice, or after it was refused");
        Assert.False(Tried.TryGetValue(ticket, out var tried) && tried.Contains(ticket.Destination!), "sent once more to where it had been");
        if (ticket == _bound)
        {
            Running.Add(ticket);
            Dispatched.Add(ticket);
            return;
        }

        var slots = _open[ticket.Destination!];
        Assert.True(ticket.Destination!.InFlight <= (slots ?? int.MaxValue - _prefetch) + (ticket.WasPrefetched ? _prefetch : 0));
        Running.Add(ticket);
        Dispatched.Add(ticket);
    }

    void IDispatchSink.Refused(Ticket ticket, RefusalReason reason)
    {
        Assert.True(Waiting.Remove(ticket), "refused without waiting: twice, or after it was dispatched");
        Refused.Add((ticket, reason));
    }

    private void Publish() => Dispatcher.SetOpen([.. _open.OrderBy(one => one.Key.Id, StringComparer.Ordinal).Select(one => (one.Key, one.Value))], Now);
}
