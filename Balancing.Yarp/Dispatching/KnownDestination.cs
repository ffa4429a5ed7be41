using Balancing.Core.Leasing;
using Balancing.Core.Reporting;
using Balancing.Yarp.Health;
using Yarp.ReverseProxy.Model;
using DestinationHealth = Balancing.Core.Outliers.DestinationHealth;

namespace Balancing.Yarp.Dispatching;

/// <summary>All that belongs to one destination as long as it has this address: its counts, what it says of itself, and what its requests and probes say of it.</summary>
internal sealed class KnownDestination(DestinationState destination)
{
    // While nothing is known of a destination that has just joined, one request at a time: whatever waits would be sent to it at once otherwise,
    // before it could say how much that may be.
    private const int SlotsUntilAsked = 1;

    // Ten rounds of probes or questions without a word. Reports are worth less by then than nothing; sooner, and a pause of the garbage collector
    // or a slow network would count as silence.
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(10);

    public DestinationLoad Load { get; } = new(destination.DestinationId, destination);

    public string Address { get; } = destination.Model.Config.Address;

    public DestinationHealth Health { get; } = new(destination);

    /// <summary>Its probes; null while it is not probed.</summary>
    public DestinationProbe? Probe { get; set; }

    public Telemetry Telemetry { get; } = new(Expiry);

    /// <summary>Whether it has answered anything yet, or let the time for its first answer pass.</summary>
    public bool WasAsked { get; set; }

    /// <summary>Whether it is being asked for its load now, and when to ask again at the earliest.</summary>
    public bool IsBeingAsked { get; set; }

    public TimeSpan AskAgainAt { get; set; }

    /// <summary>Whether its last report was absurd when last looked at, and when that is worth a line again at the earliest.</summary>
    public bool WasAbsurd { get; set; }

    public TimeSpan SayAgainAt { get; set; }

    /// <summary>How many requests it may hold by its own word, reported or else given when it registered; null for any number.</summary>
    public int? ReportedSlots(TimeSpan now, int? registered) => Telemetry.Slots(now) ?? registered ?? (WasAsked ? null : SlotsUntilAsked);
}
