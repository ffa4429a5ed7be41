namespace Broker.Api.Dashboard;

/// <summary>What <see cref="Traffic"/> knows.</summary>
/// <param name="Points">Second by second, the latest last.</param>
/// <param name="Marks">What happened meanwhile.</param>
/// <param name="Short">Latencies of Shorts over the last five minutes.</param>
/// <param name="Long">Latencies of Longs.</param>
internal sealed record TrafficLook(IReadOnlyList<TrafficPoint> Points, IReadOnlyList<TrafficMark> Marks, LatencyFigures Short, LatencyFigures Long);
