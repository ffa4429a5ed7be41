using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Broker.Api.Limits;

/// <summary>How many requests one sender may send.</summary>
public sealed class RateOptions
{
    /// <summary>Requests per second in the long run; null for any number.</summary>
    [Setting("Requests per second that one of them may send in the long run; beyond it 429", Default = "no limit")]
    [Range(0.001, 1_000_000)]
    public double? PerSecond { get; set; }

    /// <summary>Requests that may come at once after a pause.</summary>
    [Setting("Requests that one of them may send at once after a pause; without it those of a second, at least one", Default = "a second's")]
    [Range(1, 1_000_000)]
    public int? Burst { get; set; }
}
