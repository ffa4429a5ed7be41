using Balancing.Core.Outliers;
using Balancing.Core.Retrying;

namespace Balancing.Core.Tests.Outliers;

/// <summary>A detector, its members, and a clock stepped by hand.</summary>
internal sealed class OutlierWorld : IOutlierSink
{
    private readonly List<(DestinationHealth Destination, Standing Standing)> _members = [];

    public OutlierWorld(int destinations, OutlierSettings? settings = null, int seed = 1)
    {
        Settings = settings ?? new OutlierSettings();
        Detector = new OutlierDetector(Settings, new Random(seed), this);
        Destinations = [.. Enumerable.Range(0, destinations).Select(index => new DestinationHealth(index))];
        _members.AddRange(Destinations.Select(destination => (destination, Standing.Open)));
        Detector.SetMembers(_members, Now);
    }

    public OutlierSettings Settings { get; private set; }

    public OutlierDetector Detector { get; }

    public DestinationHealth[] Destinations { get; }

    public IReadOnlyList<(DestinationHealth Destination, Standing Standing)> Members => _members;

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(1);

    public List<string> Told { get; } = [];

    /// <summary>Looks at everything at the moment of an ejection.</summary>
    public Action<DestinationHealth>? AtEjection { get; set; }

    public IEnumerable<object?> Used => Destinations.Where(destination => destination.IsUsed && IsMember(destination)).Select(destination => destination.Owner);

    public bool IsMember(DestinationHealth destination) => _members.Exists(member => member.Destination == destination);

    public void Pass(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        Detector.Advance(Now);
    }

    public bool End(int destination, TryOutcome outcome, int times = 1, double after = 0)
    {
        var changed = false;
        for (var one = 0; one < times; one++)
        {
            Now += TimeSpan.FromSeconds(after);
            changed |= Detector.TryEnded(Destinations[destination], outcome, Now, Now);
        }

        return changed;
    }

    public void Set(int destination, Standing standing)
    {
        _members.RemoveAll(member => member.Destination == Destinations[destination]);
        _members.Add((Destinations[destination], standing));
        Detector.SetMembers(_members, Now);
    }

    public void Leave(int destination)
    {
        _members.RemoveAll(member => member.Destination == Destinations[destination]);
        Detector.SetMembers(_members, Now);
    }

    public void Use(OutlierSettings settings)
    {
        Settings = settings;
        Detector.Use(settings, Now);
    }

    void IOutlierSink.Ejected(DestinationHealth destination)
    {
        Told.Add($"ejected {destination.Owner}");
        AtEjection?.Invoke(destination);
    }

    void IOutlierSink.OnTrial(DestinationHealth destination) => Told.Add($"on trial {destination.Owner}");

    void IOutlierSink.Returned(DestinationHealth destination) => Told.Add($"returned {destination.Owner}");

    void IOutlierSink.Acquitted(DestinationHealth destination) => Told.Add($"acquitted {destination.Owner}");

    void IOutlierSink.PanicChanged(bool isPanic) => Told.Add(isPanic ? "panic" : "no panic");
}
