using System.Globalization;
using Balancing.Core.Queueing;
using Balancing.Simulation;
using Balancing.Yarp.Dispatching;

namespace Broker.Api.Dashboard;

/// <summary>A cluster as the simulator runs it.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Queue">The settings of the dispatch.</param>
/// <param name="Slots">Slots of each worker; null where no number is known: the jobs wait nowhere.</param>
/// <param name="Workers">How many workers.</param>
internal sealed record WhatIfSetting(string Policy, DispatchSettings Queue, int? Slots, int Workers)
{
    public Cluster Cluster => new() { Workers = Workers, Slots = Slots ?? 1 };

    public Design Design => new(Policy) { Policy = Policy, Settings = Queue, WorkerOrder = WorkerOrder.ShortFirst, NeverWaits = Slots is null, WaitsInBroker = Slots is not null };

    /// <summary>The same with what is given changed; that must be known to be right.</summary>
    public WhatIfSetting With(WhatIfChange change)
    {
        var rules = new DispatchRules { Queue = Queue };
        foreach (var (name, text) in new[] { ("Order", change.Order), ("Reservation", change.Reservation) })
        {
            rules = text is null ? rules : DispatchMembers.Find(name)!.Read(rules, text)!;
        }

        return new WhatIfSetting(change.Policy?.ToLowerInvariant() ?? Policy, rules.Queue, change.Slots ?? Slots, change.Workers ?? Workers);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Policy}, {DispatchMembers.Text(Queue.Order)}, reservation {DispatchMembers.Text(Queue.Reservation)}, {Workers} × {(Slots is { } slots ? slots.ToString(CultureInfo.InvariantCulture) : "unlimited")}");
}
