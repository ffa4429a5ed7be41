namespace Client.Cli.Output.Report;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What it is called; the same name has the same colour wherever it appears in a report.</param>
/// <param name="X">Rising.</param>
/// <param name="Y">As many; NaN leaves a gap.</param>
internal sealed record ReportSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);
