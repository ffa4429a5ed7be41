using Balancing.Core.Leasing;
using Balancing.Core.Reporting;

namespace Balancing.Yarp.Dispatching;

/// <summary>All that belongs to one destination as long as it has this address: its counts, and what it says of itself.</summary>
internal sealed class KnownDestination(DestinationLoad load, string address)
{
    // While nothing is known of a destination that has just joined, one request at a time: whatever waits would be sent to it at once otherwise,
    // before it could say how much that may be.
    private const int SlotsUntilAsked = 1;

    // Ten rounds of probes or questions without a word. Reports are worth less by then than nothing; sooner, and a pause of the garbage collector
    // or a slow network would count as silence.
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(10);

    public DestinationLoad Load { get; } = load;

    public string Address { get; } = address;

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
