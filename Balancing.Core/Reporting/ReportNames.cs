namespace Balancing.Core.Reporting;

/// <summary>By which names workers of several makes call the same thing.</summary>
internal static class ReportNames
{
    /// <summary>ORCA's map of what applications name themselves; its members' names are prefixed with it in the TEXT form.</summary>
    public static ReadOnlySpan<byte> NamedMetrics => "named_metrics"u8;

    /// <summary>ORCA's own members (xds.data.orca.v3.OrcaLoadReport); protobuf's JSON may write them in camel case.</summary>
    public static ReportField OfOrca(ReadOnlySpan<byte> name)
        => name.SequenceEqual("application_utilization"u8) || name.SequenceEqual("applicationUtilization"u8) ? ReportField.Utilization
            : name.SequenceEqual("rps_fractional"u8) || name.SequenceEqual("rpsFractional"u8) ? ReportField.PerSecond
            : ReportField.None;

    /// <summary>Whether an ORCA member is the map of named metrics.</summary>
    public static bool IsNamedMetrics(ReadOnlySpan<byte> name) => name.SequenceEqual(NamedMetrics) || name.SequenceEqual("namedMetrics"u8);

    /// <summary>Named metrics: ours first, then those of vLLM, then that of NVIDIA's Triton.</summary>
    public static ReportField OfNamedMetric(ReadOnlySpan<byte> name)
        => name.SequenceEqual("slots"u8) ? ReportField.Slots
            : name.SequenceEqual("in_flight"u8) ? ReportField.InFlight
            : name.SequenceEqual("queued"u8) ? ReportField.Queued
            : name.SequenceEqual("short_ms"u8) ? ReportField.ShortTime
            : name.SequenceEqual("long_ms"u8) ? ReportField.LongTime
            : name.SequenceEqual("num_requests_running"u8) ? ReportField.InFlight
            : name.SequenceEqual("num_requests_waiting"u8) ? ReportField.Queued
            : name.SequenceEqual("kv_cache_usage_perc"u8) || name.SequenceEqual("kv_cache_utilization"u8) ? ReportField.CacheUsage
            : ReportField.None;

    /// <summary>Members of the answer to <c>GET /load</c>: ours, and vLLM's one.</summary>
    public static ReportField OfLoad(ReadOnlySpan<byte> name)
        => name.SequenceEqual("slots"u8) ? ReportField.Slots
            : name.SequenceEqual("inFlight"u8) ? ReportField.InFlight
            : name.SequenceEqual("queued"u8) ? ReportField.Queued
            : name.SequenceEqual("shortMs"u8) ? ReportField.ShortTime
            : name.SequenceEqual("longMs"u8) ? ReportField.LongTime
            : name.SequenceEqual("server_load"u8) ? ReportField.InFlight
            : ReportField.None;
}
