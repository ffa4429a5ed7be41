using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Broker.Api.Dispatch;

/// <summary>Deadlines of jobs that bring none of their own.</summary>
public sealed class DeadlineOptions
{
    /// <summary>For Shorts; null for none.</summary>
    [Setting("Time within which a Short must be answered that brings no Request-Timeout; beyond it 504")]
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan? Short { get; set; }

    /// <summary>For Longs, and for what has no label; null for none.</summary>
    [Setting("Time within which a Long must be answered that brings no Request-Timeout; beyond it 504")]
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan? Long { get; set; }
}
