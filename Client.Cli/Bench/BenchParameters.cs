using Job.Hosting.Tls;

namespace Client.Cli.Bench;

/// <summary>What <c>lb bench</c> is told to do.</summary>
internal sealed record BenchParameters
{
    /// <summary>What is measured, in this order within each round.</summary>
    public required IReadOnlyList<BenchTarget> Targets { get; init; }

    /// <summary>The rates, one leg each per target and round.</summary>
    public required IReadOnlyList<RatePlan> Plans { get; init; }

    /// <summary>The stretches of a leg that are told apart, counted from the end of the warm-up; one for the whole.</summary>
    public required IReadOnlyList<(TimeSpan From, TimeSpan To)> Windows { get; init; }

    /// <summary>How often all of it is done.</summary>
    public int Rounds { get; init; } = 1;

    public LegSettings Settings { get; init; } = new();

    /// <summary>Whom to believe, and what to show, over HTTPS; null to go by the system.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>One object a line instead of a table.</summary>
    public bool Json { get; init; }

    /// <summary>A file for the figures of each round.</summary>
    public string? Csv { get; init; }

    /// <summary>A file for a page with charts.</summary>
    public string? Html { get; init; }
}
