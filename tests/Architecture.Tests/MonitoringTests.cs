using System.Text.Json;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>
/// Alerts and dashboard against the page of the metrics, which another test holds against what the broker says; and each alert against its test and what to do about it.
/// </summary>
public sealed partial class MonitoringTests
{
    private static readonly string[] OfPrometheus = ["instance", "job", "le"];

    private static readonly string Alerts = Read("deploy/prometheus/alerts.yml");

    private static readonly Dictionary<string, string[]> Metrics = Row().Matches(Read("docs/telemetry.md"))
        .ToDictionary(row => row.Groups["name"].Value, row => Quoted().Matches(row.Groups["labels"].Value).Select(label => label.Groups[1].Value).ToArray());

    public static TheoryData<string> Expressions =>
    [
        .. AlertExpression().Matches(Alerts).Select(match => match.Groups["expr"].Value.Trim()),
        .. Strings(JsonElement.Parse(Read("deploy/grafana/loadbalancer.json"))),
        .. PromQL().Matches(Read("docs/telemetry.md")).Select(match => match.Groups["expr"].Value),
    ];

    public static TheoryData<string> AlertNames => [.. AlertName().Matches(Alerts).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Expression_MetricsAndLabels_AreTheBrokers(string expression)
    {
        var labels = new HashSet<string>(OfPrometheus);
        foreach (var name in Name().Matches(expression).Select(match => match.Value).Distinct())
        {
            var metric = Metrics.ContainsKey(name) ? name : Suffix().Replace(name, "");
            Assert.True(Metrics.ContainsKey(metric), $"docs/telemetry.md has no {name}");
            labels.UnionWith(Metrics[metric]);
        }

        Assert.All(Labels(expression), label => Assert.Contains(label, labels));
    }

    [Theory]
    [MemberData(nameof(AlertNames))]
    public void Alert_OfTheRules_HasATestAndSaysWhatToDo(string alert)
    {
        Assert.Contains($"alertname: {alert}\n", Read("deploy/prometheus/alerts.test.yml"), StringComparison.Ordinal);
        Assert.Contains($"runbook_url: docs/monitoring.md#{alert.ToLowerInvariant()}\n", Alerts, StringComparison.Ordinal);
        Assert.Contains($"### {alert}\n", Read("docs/monitoring.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Expressions_OfBothFiles_AreFound()
    {
        Assert.Equal(AlertNames.Count, AlertExpression().Count(Alerts));
        Assert.True(Expressions.Count > 40, "most of the dashboard's expressions were not found");
    }

    // In braces, behind by, and in what Grafana asks for its choices.
    private static IEnumerable<string> Labels(string expression)
        => InBraces().Matches(expression).Concat(Behind().Matches(expression))
            .SelectMany(match => Label().Matches(match.Groups["labels"].Value))
            .Select(match => match.Groups[1].Value)
            .Concat(Choice().Matches(expression).Select(match => match.Groups[1].Value));

    private static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => property.Name is "expr" or "definition" ? [property.Value.GetString()!] : Strings(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        _ => [],
    };

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^\| `(?<name>[a-z_]+)` \| (?:counter|gauge|histogram) \|(?<labels>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"expr: (?:>-\n\s+)?(?<expr>[^\n]+)")]
    private static partial Regex AlertExpression();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"^\| [^|]+ \| `(?<expr>[^`]*balancing_[^`]*)` \|$", RegexOptions.Multiline)]
    private static partial Regex PromQL();

    [GeneratedRegex(@"\b(?:balancing|http_server|dotnet)_[a-z_]+(?=[\[{ ),]|$)(?!\s*[=!])")]
    private static partial Regex Name();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"\{(?<labels>[^{}]*)\}")]
    private static partial Regex InBraces();

    [GeneratedRegex(@"\bby \((?<labels>[^()]*)\)")]
    private static partial Regex Behind();

    // In braces a name before its operator, in a list a name between commas.
    [GeneratedRegex(@"(?:^|,)\s*([a-z_]+)\s*(?==|!|,|$)")]
    private static partial Regex Label();

    [GeneratedRegex(@"label_values\(.*, (\w+)\)$")]
    private static partial Regex Choice();
}
