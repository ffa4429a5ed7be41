using Balancing.Core.Outliers;
using Balancing.Yarp.Measuring;
using Microsoft.Extensions.Logging;

namespace Balancing.Yarp.Health;

/// <summary>Says in one line, and counts, when a destination is ejected, or has come back, and when there is panic.</summary>
internal sealed partial class OutlierLog(ILogger<OutlierLog> logger, Measures measures)
{
    /// <summary>A reason in words, as in "Worker 2 was ejected: …".</summary>
    public static string Why(EjectionReason reason) => reason switch
    {
        EjectionReason.FailureRate => "it failed far more often than the others",
        EjectionReason.Silent => "it gave no answer in time",
        EjectionReason.Unreachable => "it could not be connected to",
        _ => "it answered with errors or junk, or broke off",
    };

    public void Ejected(string cluster, string worker, string address, double seconds, EjectionReason reason, int time)
    {
        measures.Ejected(cluster, worker, reason);
        Ejected(worker, address, seconds, Why(reason), time);
    }

    [LoggerMessage(204, LogLevel.Debug, "Worker {Worker} at {Address} may try one job.")]
    public partial void OnTrial(string worker, string address);

    [LoggerMessage(205, LogLevel.Information, "Worker {Worker} at {Address} has done its trial job; it gets jobs as before.")]
    public partial void Returned(string worker, string address);

    [LoggerMessage(209, LogLevel.Information, "The ejection of Worker {Worker} at {Address} was taken back: what it failed at, others fail at, too.")]
    public partial void Acquitted(string worker, string address);

    [LoggerMessage(206, LogLevel.Warning, "Panic: too few workers of cluster '{Cluster}' are healthy; the least bad of the others get jobs, too.")]
    public partial void Panicked(string cluster);

    [LoggerMessage(207, LogLevel.Information, "Enough workers of cluster '{Cluster}' are healthy again; the others get no more jobs.")]
    public partial void Recovered(string cluster);

    [LoggerMessage(203, LogLevel.Warning, "Worker {Worker} at {Address} was ejected for {Seconds:0.#} s, time {Time} in a row: {Why}.")]
    private partial void Ejected(string worker, string address, double seconds, string why, int time);
}
