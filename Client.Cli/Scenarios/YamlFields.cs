using System.Globalization;
using Client.Cli.Syntax;
using Job.Hosting.Settings;
using YamlDotNet.RepresentationModel;

namespace Client.Cli.Scenarios;

/// <summary>The fields of one mapping, each read once with its range; what nobody asked for is a fault.</summary>
/// <param name="node">The mapping.</param>
/// <param name="path">Where it stands, such as <c>groups[1]</c>; empty for the top.</param>
/// <param name="faults">Where faults go; the value is then taken as not given.</param>
internal sealed class YamlFields(YamlMappingNode node, string path, ScenarioFaults faults)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public long Line => node.Start.Line;

    public bool Has(string name) => Find(name) is not null;

    public double? Number(string name, double least, double most)
        => Read(name, $"a number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}", text
            => double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : (double?)null);

    public int? Whole(string name, int least, int most)
        => Read(name, $"a whole number from {least} to {most}", text
            => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : (int?)null);

    public TimeSpan? Duration(string name, bool orZero = false)
        => Read(name, $"seconds, such as 30 or 0.5, with a unit, such as 5ms or 200us, or as 00:01:30; {(orZero ? "0 or more" : "more than 0")}, at most a day", text
            => orZero && text is "0" or "0s" ? TimeSpan.Zero : Durations.TryRead(text, out var duration) ? duration : (TimeSpan?)null);

    public bool? Flag(string name) => Read(name, "true or false", text => bool.TryParse(text, out var flag) ? flag : (bool?)null);

    /// <summary>One of some words, in any letter case.</summary>
    public T? Choice<T>(string name, params IReadOnlyList<(string Word, T Value)> choices)
        where T : struct
        => Read(name, $"one of {string.Join(", ", choices.Select(choice => choice.Word))}", text
            => choices.Where(choice => choice.Word.Equals(text, StringComparison.OrdinalIgnoreCase)).Select(choice => (T?)choice.Value).FirstOrDefault());

    public string? Text(string name, string what, Predicate<string> isGood)
    {
        var value = Find(name) as YamlScalarNode;
        if (Find(name) is null || (value?.Value is { } text && isGood(text)))
        {
            return value?.Value;
        }

        Wrong(name, value?.Value, what);
        return null;
    }

    public YamlFields? Mapping(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case YamlMappingNode mapping:
                return new YamlFields(mapping, PathOf(name), faults);
            default:
                Wrong(name, null, "a mapping");
                return null;
        }
    }

    /// <summary>The members of a list, each with its place.</summary>
    public IReadOnlyList<(YamlNode Node, string Path)> List(string name)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case YamlSequenceNode list:
                return [.. list.Select((node, index) => (node, $"{PathOf(name)}[{index}]"))];
            default:
                Wrong(name, null, "a list");
                return [];
        }
    }

    /// <summary>The members of a list of mappings.</summary>
    public IEnumerable<YamlFields> Mappings(string name)
    {
        foreach (var (member, place) in List(name))
        {
            if (member is YamlMappingNode mapping)
            {
                yield return new YamlFields(mapping, place, faults);
            }
            else
            {
                faults.Add(member.Start.Line, $"{place} must be a mapping.");
            }
        }
    }

    public void Fault(string text) => faults.Add(Line, path.Length == 0 ? text : $"{path}: {text}");

    /// <summary>What is left after all fields were read is not known.</summary>
    public void Done()
    {
        foreach (var key in node.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!_known.Contains(name))
            {
                var meant = Nearest.Of(name, _known) is { } nearest ? $"the nearest is {nearest}" : $"known here: {string.Join(", ", _known)}";
                faults.Add(key.Start.Line, $"{PathOf(name)} is not known; {meant}.");
            }
        }
    }

    private T? Read<T>(string name, string what, Func<string, T?> read)
        where T : struct
    {
        if (Find(name) is not { } found)
        {
            return null;
        }

        var text = (found as YamlScalarNode)?.Value;
        var value = text is null ? null : read(text);
        if (value is null)
        {
            Wrong(name, text, what);
        }

        return value;
    }

    private void Wrong(string name, string? text, string what)
        => faults.Add(Find(name)!.Start.Line, text is null ? $"{PathOf(name)} must be {what}." : $"{PathOf(name)} is '{text}'; it must be {what}.");

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private YamlNode? Find(string name)
    {
        _known.Add(name);
        return node.Children.TryGetValue(new YamlScalarNode(name), out var found) ? found : null;
    }
}
