using System.ComponentModel.DataAnnotations;
using Balancing.Core.Queueing;

namespace Job.Worker;

/// <summary>How an application works as a worker; bound to the section <c>Worker</c> of its configuration, and checked at the start.</summary>
public sealed class JobWorkerOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Worker";

    /// <summary>What answers name this worker by, as in <c>Worker 1 processed …</c>; 1 to 64 characters.</summary>
    [Required]
    [StringLength(64, MinimumLength = 1)]
    public string Id { get; set; } = "1";

    /// <summary>Jobs that run at once, 1 to 100,000; further ones wait. The broker learns it and sends no more.</summary>
    [Range(1, 100_000)]
    public int Slots { get; set; } = 8;

    /// <summary>Jobs that may wait before further ones get 503, 0 to 1,000,000.</summary>
    [Range(0, 1_000_000)]
    public int MaxQueue { get; set; } = 1000;

    /// <summary>Which waiting job goes next.</summary>
    [EnumDataType(typeof(QueueOrder))]
    public QueueOrder Order { get; set; } = QueueOrder.ShortFirst;

    /// <summary>The largest body of a job, in bytes, 1 to 1 GiB; no smaller than the broker's <c>Broker:MaxBodyBytes</c>, or jobs that pass there fail here.</summary>
    [Range(1, 1 << 30)]
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>How long accepted jobs may take to finish when the application is told to stop, at most a day. The host waits five seconds longer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
