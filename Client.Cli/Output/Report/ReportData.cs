namespace Client.Cli.Output.Report;

/// <summary>A chart as the script of the page reads it.</summary>
internal sealed record ReportData(
    string Title, string XLabel, string YLabel, ReportAxis XAxis, ReportAxis YAxis, bool Steps, ReportData.Line[] Series)
{
    public static ReportData Of(ReportChart chart, List<string> names) => new(
        chart.Title,
        chart.XLabel,
        chart.YLabel,
        chart.XAxis,
        chart.YAxis,
        chart.Steps,
        [.. chart.Series.Select(series => new Line(series.Name, names.IndexOf(series.Name), Numbers(series.X), Numbers(series.Y)))]);

    // JSON has no NaN.
    private static double?[] Numbers(IReadOnlyList<double> values)
        => [.. values.Select(value => double.IsFinite(value) ? Short(value) : (double?)null)];

    // Six digits are more than a screen can show, and a third of the bytes.
    private static double Short(double value)
        => value == 0 ? 0 : Math.Round(value, Math.Clamp(6 - (int)Math.Ceiling(Math.Log10(Math.Abs(value))), 0, 15));

    /// <summary>One line; its colour is a number that all lines of its name share.</summary>
    internal sealed record Line(string Name, int Colour, double?[] X, double?[] Y);
}
