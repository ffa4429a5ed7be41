using Job.Contracts;
using Job.Hosting.Logging;
using Microsoft.Extensions.Configuration;

namespace Job.Hosting.Settings;

/// <summary>One reading of a configuration by a catalog: collects every fault instead of stopping at the first.</summary>
internal sealed class SettingsReader(SettingsCatalog catalog, IConfigurationRoot configuration)
{
    public List<SettingFault> Faults { get; } = [];

    public Dictionary<Type, object> Read()
    {
        var read = new Dictionary<Type, object>();
        foreach (var section in catalog.Sections)
        {
            read[section.Type] = Read(section);
        }

        var own = catalog.Sections.SelectMany(section => section.Leaves).Select(leaf => leaf.Setting).ToHashSet();
        foreach (var setting in catalog.Settings.Where(setting => !own.Contains(setting)))
        {
            TryRead(setting, out _);
        }

        FindUnknownKeys();
        return read;
    }

    private object Read(SettingsSection section)
    {
        var faultsBefore = Faults.Count;
        var options = section.Create();
        foreach (var leaf in section.Leaves)
        {
            if (SettingText.IsList(leaf.Setting.Type))
            {
                if (configuration.GetSection(leaf.Setting.Key).Get(leaf.Setting.Type) is { } list)
                {
                    leaf.Set(options, list);
                }
            }
            else if (TryRead(leaf.Setting, out var value))
            {
                leaf.Set(options, value);
            }
        }

        if (Faults.Count == faultsBefore)
        {
            foreach (var rule in section.Rules)
            {
                if (rule.Violation(options) is { } violation)
                {
                    Blame(section.Leaves.First(leaf => Same(leaf.Setting.Key, rule.Key)), options, violation);
                }
            }
        }

        return options;
    }

    private bool TryRead(Setting setting, out object? value)
    {
        value = null;
        if (configuration[setting.Key] is not { } text)
        {
            return false;
        }

        if (setting.TryRead(text, out value))
        {
            return true;
        }

        var given = setting.Secret ? "has a value that is not allowed" : $"is '{PrintableText.Of(text)}'";
        Add(setting.Key, $"{setting.Key} {given}; it must be {setting.Allowed}. It is set by {SettingOrigin.Of(configuration, setting.Key, setting.Flag)}.");
        return false;
    }

    private void Blame(SettingsLeaf leaf, object options, string violation)
    {
        var value = leaf.Path.Aggregate((object?)options, (current, step) => step.GetValue(current));
        var where = configuration[leaf.Setting.Key] is null ? "its default" : SettingOrigin.Of(configuration, leaf.Setting.Key, leaf.Setting.Flag);
        var given = leaf.Setting.Secret && value is not null ? "given" : SettingText.Format(value);
        Add(leaf.Setting.Key, $"{leaf.Setting.Key} is {given}; it {violation}. It is set by {where}.");
    }

    private void FindUnknownKeys()
    {
        var known = catalog.Settings.Select(setting => setting.Key).ToArray();
        var lists = catalog.Settings.Where(setting => SettingText.IsList(setting.Type)).Select(setting => setting.Key + ":").ToArray();
        foreach (var name in catalog.Sections.Select(section => section.Name).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            foreach (var (key, value) in configuration.GetSection(name).AsEnumerable())
            {
                if (value is not null && !Same(key, name) && !known.Any(one => Same(one, key))
                    && !lists.Any(list => key.StartsWith(list, StringComparison.OrdinalIgnoreCase)))
                {
                    var nearest = Nearest.Of(key, known) is { } meant ? $"; the nearest is {meant}" : "";
                    var unknown = PrintableText.Of(key);
                    Add(key, $"{unknown} is not a setting{nearest}. It is set by {SettingOrigin.Of(configuration, key)}.");
                }
            }
        }
    }

    private void Add(string key, string message) => Faults.Add(new SettingFault(key, message));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
