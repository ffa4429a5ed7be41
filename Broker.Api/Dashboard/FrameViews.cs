using System.Text.Json;
using System.Text.Json.Serialization;
using Balancing.Core.Queueing;
using Broker.Api.Decisions;
using Broker.Api.Dispatch;

namespace Broker.Api.Dashboard;

/// <summary>What seldom changes: who is there, and the settings.</summary>
internal sealed record LayoutView(DateTimeOffset Started, IReadOnlyList<string> Policies, IReadOnlyList<ClusterLayout> Clusters);

internal sealed record ClusterLayout(string Id, string Policy, DispatchView Dispatch, IReadOnlyList<WorkerLayout> Workers);

internal sealed record WorkerLayout(string Id, string Address);

/// <summary>What changes all the time; the arrays have an entry for each worker of the layout, in its order.</summary>
internal sealed record TickView(long At, int Layout, CountsView Counts, IReadOnlyList<ClusterTick> Clusters);

internal sealed record CountsView(long Forwarded, long Failed, long Retried, long Refused);

internal sealed record ClusterTick(
    int[] State, int[] InFlight, int[] Shorts, int[] Longs, int[] Slots, int[] Queued, IReadOnlyDictionary<int, string> Why, IReadOnlyList<int> Slow, QueueTick Queue);

internal sealed record QueueTick(
    int Shorts, int Longs, double? NextShortMs, double? NextLongMs, long? Slots, int RunningShorts, int RunningLongs, int HeldBack, long Overtakings)
{
    public static QueueTick Of(in QueueView queue) => new(
        queue.WaitingShorts,
        queue.WaitingLongs,
        Milliseconds(queue.NextShortWaited),
        Milliseconds(queue.NextLongWaited),
        queue.Slots,
        queue.RunningShorts,
        queue.RunningLongs,
        queue.HeldBack,
        queue.Overtakings);

    private static double? Milliseconds(TimeSpan? time) => time is { } given ? Math.Round(given.TotalMilliseconds, 1) : null;
}

/// <summary>What changes once a second; with all points of the last minutes for who has just come.</summary>
internal sealed record SecondView(
    IReadOnlyList<double?[]> Points,
    IReadOnlyList<TrafficMark> Marks,
    LatencyFigures Short,
    LatencyFigures Long,
    IReadOnlyList<DecisionView> Decisions,
    IReadOnlyList<ApplicationView> Applications);

internal sealed record ApplicationView(string Id, string? Route, string Cluster, LabelView? Short, LabelView? Long, LabelView? Unlabelled)
{
    public static ApplicationView Of(string cluster, LearnedApplication application) => new(
        application.Application,
        application.Route,
        cluster,
        LabelView.Of(application.Short),
        LabelView.Of(application.Long),
        LabelView.Of(application.Unlabelled));
}

internal sealed record LabelView(string Type, double ExpectedMs, int Jobs)
{
    public static LabelView? Of(LearnedLabel? label)
        => label is { } known ? new LabelView(known.Class.ToString(), Math.Round(known.Expected.TotalMilliseconds, 2), known.Jobs) : null;
}

/// <summary>Whether this caller may change things.</summary>
internal sealed record HelloView(bool MayAct, bool HasKey);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LayoutView))]
[JsonSerializable(typeof(TickView))]
[JsonSerializable(typeof(SecondView))]
[JsonSerializable(typeof(HelloView))]
internal sealed partial class FrameJson : JsonSerializerContext;
