using System.Globalization;
using System.Text.RegularExpressions;

namespace Broker.Api.Tests.Telemetry;

/// <summary>One reading of <c>/metrics</c>, as Prometheus would take it apart.</summary>
internal sealed partial class Scrape
{
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> _samples = [];

    private Scrape(string text)
    {
        Text = text;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var type = line.Split(' ');
                Types.Add(type[2], type[3]); // twice the same name is a fault of the format
            }
            else if (line[0] != '#')
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, $"'{line}' is no sample");
                _samples.Add((
                    sample.Groups["name"].Value,
                    Label().Matches(sample.Groups["labels"].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value),
                    double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture)));
            }
        }
    }

    public string Text { get; }

    /// <summary>The kind of each metric, by its name.</summary>
    public Dictionary<string, string> Types { get; } = [];

    /// <summary>All labels of a metric, but for those that say which library measured it.</summary>
    public IEnumerable<string> LabelsOf(string metric)
        => _samples.Where(sample => NameOf(sample.Name) == metric).SelectMany(sample => sample.Labels.Keys)
            .Where(label => label != "le" && !label.StartsWith("otel_scope", StringComparison.Ordinal)).Distinct().Order();

    public static async Task<Scrape> OfAsync(HttpClient client)
        => new(await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken));

    /// <summary>The value of the one sample of this name with these labels, as in <c>type=Short</c>; null for none.</summary>
    public double? Value(string name, params string[] labels)
    {
        var found = _samples.Where(sample => sample.Name == name
            && Array.TrueForAll(labels, label => label.Split('=') is var pair && sample.Labels.GetValueOrDefault(pair[0]) == pair[1])).ToArray();
        return found.Length == 0 ? null : Assert.Single(found).Value;
    }

    private string NameOf(string sample) => Types.ContainsKey(sample) ? sample : Suffix().Replace(sample, "");

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)(?: \d+)?$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)""")]
    private static partial Regex Label();

    [GeneratedRegex("_(?:bucket|sum|count)$")]
    private static partial Regex Suffix();
}
