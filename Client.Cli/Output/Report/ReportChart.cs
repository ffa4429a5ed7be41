namespace Client.Cli.Output.Report;

/// <summary>Lines over a common axis.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XLabel">What X is, with its unit.</param>
/// <param name="YLabel">What Y is, with its unit.</param>
/// <param name="Series">The lines; each may have an X of its own.</param>
internal sealed record ReportChart(string Title, string XLabel, string YLabel, IReadOnlyList<ReportSeries> Series)
{
    public ReportAxis XAxis { get; init; }

    public ReportAxis YAxis { get; init; }

    /// <summary>Whether a value holds until the next, as a count does, instead of changing evenly towards it.</summary>
    public bool Steps { get; init; }

    /// <summary>How to read it, below the title; may be empty.</summary>
    public string Note { get; init; } = "";
}
