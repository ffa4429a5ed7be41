using System.Text.Json;
using Client.Cli.Brokers;

namespace Client.Cli.Top;

/// <summary>Puts the events of the broker's stream together to a snapshot.</summary>
internal sealed class TopState(TimeProvider time)
{
    private static readonly string[] States = ["open", "unhealthy", "ejected", "draining", "drained"];

    private LayoutEvent? _layout;
    private TickEvent? _tick;
    private SecondEvent? _second;

    /// <summary>Takes an event in; those of names it does not know are passed over.</summary>
    /// <returns>What there is to show now; null before everything has come once, or while layout and tick do not fit.</returns>
    /// <exception cref="BrokerException">The event has another form: a broker of another version.</exception>
    public TopSnapshot? Apply(string name, ReadOnlySpan<byte> data)
    {
        try
        {
            switch (name)
            {
                case "layout":
                    (_layout, _tick) = (JsonSerializer.Deserialize(data, TopJson.Default.LayoutEvent), null);
                    break;
                case "tick":
                    _tick = JsonSerializer.Deserialize(data, TopJson.Default.TickEvent);
                    break;
                case "second" or "history":
                    _second = JsonSerializer.Deserialize(data, TopJson.Default.SecondEvent);
                    break;
            }
        }
        catch (JsonException)
        {
            throw new BrokerException($"The broker's event '{name}' has a form that this lb does not know; take the lb of the broker's version.");
        }

        return _layout is { } layout && _tick is { } tick && _second is { } second && Fit(layout, tick) ? Snapshot(layout, tick, second) : null;
    }

    private static bool Fit(LayoutEvent layout, TickEvent tick) => layout.Clusters.Length == tick.Clusters.Length
        && layout.Clusters.Zip(tick.Clusters).All(pair => pair.Second is var now && Array.TrueForAll(
            [now.State, now.InFlight, now.Shorts, now.Longs, now.Slots], values => values.Length == pair.First.Workers.Length));

    private TopSnapshot Snapshot(LayoutEvent layout, TickEvent tick, SecondEvent second) => new(
        time.GetUtcNow(),
        layout.Started,
        second.Points is [.., [_, var shorts, _, _, var longs, ..]] ? (shorts ?? 0) + (longs ?? 0) : 0,
        second.Short,
        second.Long,
        tick.Counts,
        [.. layout.Clusters.Zip(tick.Clusters, Cluster)],
        second.Decisions);

    private static TopCluster Cluster(ClusterLayout layout, ClusterTick now) => new(
        layout.Id,
        layout.Policy,
        now.Queue,
        [
            .. layout.Workers.Select((worker, index) => new TopWorker(
                worker.Id,
                worker.Address,
                now.State[index] is >= 0 and < 5 and var state ? States[state] : "unknown",
                now.InFlight[index],
                now.Shorts[index],
                now.Longs[index],
                now.Slots[index] < 0 ? null : now.Slots[index],
                now.Why.GetValueOrDefault(index))),
        ]);
}
