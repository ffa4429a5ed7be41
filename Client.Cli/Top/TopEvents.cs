using System.Text.Json;
using System.Text.Json.Serialization;
using Client.Cli.Brokers;

namespace Client.Cli.Top;

// The broker's events as far as they are shown; docs/dashboard.md, "The events".

/// <summary>Who is there.</summary>
internal sealed record LayoutEvent(DateTimeOffset Started, ClusterLayout[] Clusters);

internal sealed record ClusterLayout(string Id, string Policy, WorkerLayout[] Workers);

internal sealed record WorkerLayout(string Id, string Address);

/// <summary>What changes all the time; the arrays have an entry for each worker of the layout.</summary>
internal sealed record TickEvent(CountsNow Counts, ClusterTick[] Clusters);

/// <summary>Counts since the broker's start.</summary>
internal sealed record CountsNow(long Forwarded, long Failed, long Retried, long Refused);

internal sealed record ClusterTick(int[] State, int[] InFlight, int[] Shorts, int[] Longs, int[] Slots, Dictionary<int, string> Why, QueueNow Queue);

/// <summary>Who waits in a cluster, and what it holds.</summary>
internal sealed record QueueNow(
    int Shorts, int Longs, double? NextShortMs, double? NextLongMs, long? Slots, int RunningShorts, int RunningLongs, int HeldBack, long Overtakings)
{
    /// <summary>Free slots that a Long could not take now; which worker's they are is not decided.</summary>
    public int HeldFree()
    {
        if (Slots is not { } slots)
        {
            return 0;
        }

        var unused = Math.Max(0, slots - RunningShorts - RunningLongs);
        return (int)(unused - Math.Clamp(slots - HeldBack - RunningLongs, 0, unused));
    }
}

/// <summary>What changes once a second.</summary>
internal sealed record SecondEvent(double?[][] Points, LatencyNow Short, LatencyNow Long, DecisionState[] Decisions);

/// <summary>Latencies over the last five minutes, in milliseconds, and of how many jobs.</summary>
internal sealed record LatencyNow(long Jobs, double P50, double P99);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LayoutEvent))]
[JsonSerializable(typeof(TickEvent))]
[JsonSerializable(typeof(SecondEvent))]
[JsonSerializable(typeof(TopSnapshot))]
internal sealed partial class TopJson : JsonSerializerContext;
