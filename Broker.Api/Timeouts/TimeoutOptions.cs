using System.ComponentModel.DataAnnotations;
using Balancing.Core.Timeouts;
using Job.Hosting.Settings;

namespace Broker.Api.Timeouts;

/// <summary>How long the first byte of a worker's answer is waited for: as learned from each type's answers, within these bounds.</summary>
public sealed class TimeoutOptions
{
    /// <summary>The shortest time.</summary>
    [Setting("Shortest time that a worker has for the first byte of its answer; above it, it is learned from what such jobs take")]
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Floor { get; set; } = TimeSpan.FromMilliseconds(350);

    /// <summary>The longest time for a Short.</summary>
    [Setting("Longest time for a Short, and its time as long as nothing is learned; beyond it another worker, or 504")]
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan ShortCeiling { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest time for a Long.</summary>
    [Setting("The same for a Long; beyond 100 s the cluster's HttpRequest:ActivityTimeout must be raised, too")]
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongCeiling { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>The same, as the proxy wants it.</summary>
    internal TimeoutSettings ToSettings() => new() { Floor = Floor, ShortCeiling = ShortCeiling, LongCeiling = LongCeiling };
}
