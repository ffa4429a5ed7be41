using System.Collections.Concurrent;
using System.Diagnostics;
using Balancing.Yarp.Tracing;

namespace Balancing.Yarp.Tests.Tracing;

/// <summary>Records one trace, as OpenTelemetry would: the server's spans and those of the balancing. Other traces pass unrecorded.</summary>
internal sealed class RecordedTrace : IDisposable
{
    private const string Client = "00f067aa0ba902b7";

    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ActivityListener _listener;

    public RecordedTrace()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is BalancingTracing.Name or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.TraceId == _trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == _trace)
                {
                    _ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>What a client of this trace says.</summary>
    public string TraceParent => $"00-{_trace}-{Client}-01";

    public string TraceId => _trace.ToHexString();

    /// <summary>Spans of the balancing that have ended, in the order of their beginnings.</summary>
    public Activity[] Spans => [.. _ended.Where(span => span.Source.Name == BalancingTracing.Name).OrderBy(span => span.StartTimeUtc)];

    /// <summary>Whether the span of the server that the client asked has ended.</summary>
    public bool HasServer => _ended.Any(IsServer);

    /// <summary>That span.</summary>
    public Activity Server => _ended.Single(IsServer);

    /// <summary>Spans of destinations' servers in this process.</summary>
    public IEnumerable<Activity> Behind => _ended.Where(span => span.Source.Name != BalancingTracing.Name && !IsServer(span));

    /// <summary>All that is told of a span, on one line.</summary>
    public static string Text(Activity span) => string.Join(' ', [span.DisplayName, $"{span.Kind}", $"{span.Status}", .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")]);

    public void Dispose() => _listener.Dispose();

    private static bool IsServer(Activity span) => span.ParentSpanId.ToHexString() == Client;
}
