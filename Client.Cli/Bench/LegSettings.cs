namespace Client.Cli.Bench;

/// <summary>How jobs are sent, the same for all legs of a run.</summary>
internal sealed record LegSettings
{
    public JobMix Mix { get; init; } = new(0.1, 20);

    public ArrivalKind Arrivals { get; init; } = ArrivalKind.Poisson;

    /// <summary>Where chance begins.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The longest wait for one answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Jobs under way at most; what is due beyond is not sent and counts as failed, so that a target that stands still does not eat the memory here.</summary>
    public int MaxInFlight { get; init; } = 10_000;

    /// <summary>How the sending thread waits for the next moment.</summary>
    public Action<TimeSpan> Sleep { get; init; } = FineSleep.For;
}
