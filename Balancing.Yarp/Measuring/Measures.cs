using System.Diagnostics.Metrics;
using Balancing.Core.Outliers;
using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Yarp.Forwarding;

namespace Balancing.Yarp.Measuring;

/// <summary>What is recorded as it happens: how long requests waited and ran, how far that was from what was expected, refusals, ejections.</summary>
/// <remarks>Called outside all locks. Tags are texts that exist already, up to three at once: recording allocates nothing.</remarks>
internal sealed class Measures : ITryObserver
{
    // From a Short on an idle worker to a Long at the end of a long queue.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    // Right is 1; a Short that is treated as a Long after all took 5 times and more.
    private static readonly InstrumentAdvice<double> Ratios = new()
    {
        HistogramBucketBoundaries = [0.1, 0.2, 0.5, 0.8, 0.9, 1, 1.1, 1.25, 2, 5, 10],
    };

    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _service;
    private readonly Histogram<double> _estimate;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _ejections;

    public Measures(IMeterFactory meters)
    {
        var meter = meters.Create(BalancingMeter.Name);
        _queue = meter.CreateHistogram("balancing.queue.duration", "s", "Time that a forwarded request waited before it went to its first worker.", null, Seconds);
        _service = meter.CreateHistogram("balancing.service.duration", "s", "Time of one try at a worker, from the dispatch to the last byte of its answer.", null, Seconds);
        _estimate = meter.CreateHistogram("balancing.estimate.ratio", null, "Time that an answered request took over the time that was expected when it came; 1 is right.", null, Ratios);
        _refused = meter.CreateCounter<long>("balancing.refused", null, "Requests that were refused without having been sent to any worker.");
        _ejections = meter.CreateCounter<long>("balancing.ejections", null, "Ejections of workers.");
    }

    /// <summary>A try of a request ended; the first one says how long it had waited.</summary>
    public void Ended(in EndedTry ended)
    {
        if (!_service.Enabled)
        {
            return;
        }

        var (cluster, type) = (Tag("cluster", ended.Cluster.ClusterId), Tag("type", Type(ended.Class)));
        if (ended.Number == 1)
        {
            _queue.Record(ended.Waited.TotalSeconds, cluster, type);
        }

        _service.Record(ended.Took.TotalSeconds, cluster, type, Tag("outcome", Outcome(ended.Outcome)));
        if (ended.Outcome == TryOutcome.Answered && ended.Expected is { } expected && expected > TimeSpan.Zero)
        {
            _estimate.Record(ended.Took / expected, cluster, type);
        }
    }

    /// <summary>A request was refused before any try.</summary>
    public void Refused(string cluster, JobClass type, RefusalReason reason)
        => _refused.Add(1, Tag("cluster", cluster), Tag("type", Type(type)), Tag("reason", Reason(reason)));

    /// <summary>A destination was ejected.</summary>
    public void Ejected(string cluster, string destination, EjectionReason reason)
        => _ejections.Add(1, Tag("cluster", cluster), Tag("worker", destination), Tag("reason", Reason(reason)));

    /// <summary>A class as a label; the text is there already.</summary>
    internal static string Type(JobClass type) => type == JobClass.Short ? "Short" : "Long";

    internal static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    /// <summary>A refusal as a label.</summary>
    internal static string Reason(RefusalReason reason) => reason switch
    {
        RefusalReason.QueueFull => "queue-full",
        RefusalReason.Overloaded => "overloaded",
        RefusalReason.WaitTooLong => "wait-too-long",
        RefusalReason.DeadlinePassed => "deadline-passed",
        _ => "no-destination",
    };

    private static string Reason(EjectionReason reason) => reason switch
    {
        EjectionReason.FailureRate => "failure-rate",
        EjectionReason.Silent => "silent",
        EjectionReason.Unreachable => "unreachable",
        _ => "failures",
    };

    /// <summary>The end of a try as a label.</summary>
    internal static string Outcome(TryOutcome outcome) => outcome switch
    {
        TryOutcome.Answered => "answered",
        TryOutcome.ServerError => "server-error",
        TryOutcome.Unavailable => "unavailable",
        TryOutcome.NotConnected => "not-connected",
        TryOutcome.BrokeOff or TryOutcome.BrokeOffLate => "broke-off",
        TryOutcome.Garbled => "garbled",
        TryOutcome.TimedOut => "timed-out",
        _ => "abandoned",
    };
}
