using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Worker.Api.Jobs;

/// <summary>How long simulated jobs take.</summary>
public sealed class SimulateOptions
{
    /// <summary>Mean duration of a Short job.</summary>
    [Setting("Mean duration of a Short job", Flag = "--short")]
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Short { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Mean duration of a Long job.</summary>
    [Setting("Mean duration of a Long job", Flag = "--long")]
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Long { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How durations scatter about their mean.</summary>
    [Setting("How durations scatter about their mean: constant, exponential, lognormal (mildly), or mixed: Short exponential, Long lognormal", Flag = "--distribution")]
    public DurationDistribution Distribution { get; set; } = DurationDistribution.Constant;

    /// <summary>What the drawn durations begin from; each worker mixes its id in.</summary>
    [Setting("Seed of the durations; the same seed and worker id give the same durations again", Flag = "--seed")]
    [Range(0, int.MaxValue)]
    public int Seed { get; set; } = 1;
}
