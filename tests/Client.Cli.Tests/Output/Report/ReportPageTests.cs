using System.Text.Json;
using System.Text.RegularExpressions;
using Client.Cli.Output.Report;

namespace Client.Cli.Tests.Output.Report;

public sealed partial class ReportPageTests
{
    [Fact]
    public void Write_APage_LoadsNothing()
    {
        var page = Written(Sample("Sample"));

        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Loading(), page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.Contains("Copyright (c) 2022 Leon Sorokin", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", Regex.Replace(page, "<script>.*?</script>", "", RegexOptions.Singleline), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NamesWithMarkup_StayText()
    {
        const string evil = "</script><script>alert(1)</script>{{body}}";
        var report = Sample(evil);
        report.AddTable(evil, [evil], [[evil]]);
        report.AddChart(new ReportChart(evil, evil, evil, [new ReportSeries(evil, [1], [1])]));

        var page = Written(report);

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Equal(evil, Charts(page)[1].GetProperty("title").GetString());
    }

    [Fact]
    public void Write_TheSameName_HasTheSameColourEverywhere()
    {
        var report = new ReportPage("Colours", "first", "second");
        report.AddTable("", ["design", "p99"], [["third", "1"], ["second", "2"]]);
        report.AddChart(new ReportChart("a", "x", "y", [new("second", [1], [1]), new("third", [1], [1])]));
        report.AddChart(new ReportChart("b", "x", "y", [new("third", [1], [1]), new("fourth", [1], [1]), new("first", [1], [1])]));

        var page = Written(report);

        Assert.Contains("var(--s2)\"></i>third", page, StringComparison.Ordinal);
        Assert.Contains("var(--s1)\"></i>second", page, StringComparison.Ordinal);
        Assert.Equal([1, 2], Colours(Charts(page)[0]));
        Assert.Equal([2, 3, 0], Colours(Charts(page)[1]));
    }

    [Fact]
    public void Write_ValuesThatAreNone_LeaveAGap()
    {
        var report = new ReportPage("Gaps");
        report.AddChart(new ReportChart("a", "x", "y", [new("one", [1, 2, 3], [0.123456789, double.NaN, 1e9 + 0.5])]));

        Assert.Equal("[0.123457,null,1000000000]", Charts(Written(report))[0].GetProperty("series")[0].GetProperty("y").GetRawText());
    }

    private static ReportPage Sample(string title)
    {
        var report = new ReportPage(title);
        report.AddHeading("Latency");
        report.AddText("All in ms.");
        report.AddTable("Designs", ["design", "p99"], [["lb", "34.4"]]);
        report.AddChart(new ReportChart("Latency of Shorts", "ms", "jobs", [new("lb", [1, 2, 4], [0, 0.5, 0.99])]) { YAxis = ReportAxis.Nines });
        return report;
    }

    private static string Written(ReportPage report)
    {
        using var output = new StringWriter();
        report.Write(output);
        return output.ToString();
    }

    private static JsonElement[] Charts(string page) => [.. JsonDocument.Parse(Data().Match(page).Groups["json"].Value).RootElement.EnumerateArray()];

    private static int[] Colours(JsonElement chart) => [.. chart.GetProperty("series").EnumerateArray().Select(line => line.GetProperty("colour").GetInt32())];

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(?<json>.*?)</script>")]
    private static partial Regex Data();

    // What a browser would go and get.
    [GeneratedRegex(@"(src|href)\s*=|url\(|@import|<link|fetch\(|XMLHttpRequest", RegexOptions.IgnoreCase)]
    private static partial Regex Loading();
}
