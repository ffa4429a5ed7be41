namespace Balancing.Core.Retrying;

/// <summary>How often, and how much, is tried again.</summary>
public sealed record RetrySettings
{
    /// <summary>
    /// Tries of one request at most, the first among them, from 1; 1 tries nothing again. Tries that could not connect are not counted: nothing has run, and
    /// in a large cluster the first few picks may all be of workers that have just gone.
    /// </summary>
    public int MaxTries { get; init; } = 3;

    /// <summary>Second tries as a share of the requests, from 0 to 1. Above it a sick cluster would be given the more work, the sicker it is.</summary>
    public double BudgetShare { get; init; } = 0.2;

    /// <summary>Second tries per second beside that share, 0 or more: a share of few requests is less than one.</summary>
    public double BudgetPerSecond { get; init; } = 10;

    /// <summary>Tries beside another that has no answer yet, as a share of the requests, from 0 to 1: with 0.05 those that take longer than 95 of 100 are about as many.</summary>
    public double HedgeShare { get; init; } = 0.05;

    /// <summary>The pause before a request goes once more to a destination that it has been at, where there is no other; doubled at each further one, and drawn from half of it to one and a half.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause, also where a destination's <c>Retry-After</c> asks for more: then the request is not tried again.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(1);
}
