using Client.Cli.Brokers;

namespace Client.Cli.Commands;

/// <summary>What <c>lb send</c> is told to do.</summary>
internal sealed record SendParameters
{
    /// <summary>Jobs as <c>App1:Long</c>.</summary>
    public IReadOnlyList<string> Jobs { get; init; } = [];

    /// <summary>A file with further jobs, <c>-</c> for standard input.</summary>
    public string? File { get; init; }

    public Uri Broker { get; init; } = new(BrokerAddress.Default + "/");

    /// <summary>How often the whole list is sent.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Jobs under way at once.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>The longest wait for one answer; a Long job may run for seconds and wait for longer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    public bool Json { get; init; }
}
