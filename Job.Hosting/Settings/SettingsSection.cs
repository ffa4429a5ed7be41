using System.Reflection;

namespace Job.Hosting.Settings;

/// <summary>An options class and the section it is read from.</summary>
internal sealed record SettingsSection(string Name, Type Type, Func<object> Create)
{
    public List<SettingsLeaf> Leaves { get; } = [];

    public List<SettingsRule> Rules { get; } = [];
}

/// <summary>A setting, and the way to its property from the options object.</summary>
internal sealed record SettingsLeaf(IReadOnlyList<PropertyInfo> Path, Setting Setting)
{
    public void Set(object options, object? value)
    {
        var owner = Path.Take(Path.Count - 1).Aggregate(options, (current, step) => step.GetValue(current)!);
        Path[^1].SetValue(owner, value);
    }
}

/// <summary>A rule between settings and the key its violation is blamed on.</summary>
internal sealed record SettingsRule(string Key, Func<object, string?> Violation);
