using System.ComponentModel.DataAnnotations;
using Balancing.Core.Retrying;
using Balancing.Yarp.Forwarding;
using Broker.Api.Limits;
using Broker.Api.Timeouts;
using Job.Hosting.Settings;

namespace Broker.Api.Retry;

/// <summary>How jobs are tried again at other workers.</summary>
public sealed class RetryOptions
{
    /// <summary>Whether a job may be run twice that brings no <c>Idempotency-Key</c>.</summary>
    [Setting("Whether a job without an Idempotency-Key may be tried again once it may have run; false: at most once, and 502 when its worker fails")]
    public bool Repeatable { get; set; } = true;

    /// <summary>Tries of one job at most.</summary>
    [Setting("Tries of one job at most, the first among them; those that could not connect are not counted")]
    [Range(1, 10)]
    public int MaxTries { get; set; } = 3;

    /// <summary>Second tries as a share of the requests.</summary>
    [Setting("Second tries of all jobs of a cluster together, as a share of its requests")]
    [Range(0.0, 1.0)]
    public double BudgetShare { get; set; } = 0.2;

    /// <summary>Second tries per second beside that share.</summary>
    [Setting("Second tries per second beside that share")]
    [Range(0.0, 100_000.0)]
    public double BudgetPerSecond { get; set; } = 10;

    /// <summary>Whether Shorts that take long are tried at a second worker beside the first.</summary>
    [Setting("Whether a Short without an answer after the time of 95 in 100 is sent to a second worker, too, if one has a free slot; only jobs that may be run twice")]
    public bool Hedge { get; set; }

    /// <summary>Such tries as a share of the requests.</summary>
    [Setting("Such tries of all jobs of a cluster together, as a share of its requests")]
    [Range(0.0, 1.0)]
    public double HedgeShare { get; set; } = 0.05;

    /// <summary>The pause before a job goes once more to a worker where it has been.</summary>
    [Setting("Pause before a job goes once more to a worker where it has been, as there is no other; doubled each time, and drawn from half of it to one and a half")]
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause.</summary>
    [Setting("Longest such pause; when a worker's Retry-After asks for more, its answer is the client's")]
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of an answer that are held until it is whole.</summary>
    [Setting("Largest answer to a job, in bytes, that is held until it is whole, so that one that breaks off can be asked for elsewhere; larger ones pass as they come")]
    [Range(0, 1 << 24)]
    public int HeldAnswerBytes { get; set; } = 64 << 10;

    /// <summary>The same, as the proxy wants it.</summary>
    internal RetryRules ToRules(LimitOptions limits, TimeoutOptions timeouts) => new()
    {
        Timeouts = timeouts.ToSettings(),
        Limits = new RetrySettings
        {
            MaxTries = MaxTries,
            BudgetShare = BudgetShare,
            BudgetPerSecond = BudgetPerSecond,
            HedgeShare = HedgeShare,
            FirstPause = FirstPause,
            LongestPause = LongestPause,
        },
        HeldAnswerBytes = HeldAnswerBytes,
        MaxHeldBytes = limits.MaxHeldBytes,
    };
}
