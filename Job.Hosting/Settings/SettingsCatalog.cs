using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Job.Hosting.Settings;

/// <summary>
/// Every setting of a program in one place: the source of its <c>--help</c>, its command line, its page in the docs and of the check
/// at its start. Choose it over <c>AddOptions().ValidateOnStart()</c> for telling a user all faults at once, and where each is set.
/// </summary>
/// <remarks>Reads options classes by reflection, once, at the start; nothing of it is on the way of a request.</remarks>
public sealed class SettingsCatalog
{
    private readonly List<Setting> _settings = [];
    private readonly List<SettingsSection> _sections = [];
    private readonly List<Action<IServiceCollection, SettingsValues>> _registrations = [];

    /// <summary>All settings, in the order added.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    internal IReadOnlyList<SettingsSection> Sections => _sections;

    /// <summary>Adds an options class: its annotated properties, and those of options objects inside it, become settings.</summary>
    /// <typeparam name="TOptions">A plain class with data annotations and <see cref="SettingAttribute"/> on each property.</typeparam>
    /// <param name="section">The section its keys stand under, such as <c>Worker</c>. The section becomes the program's own: unknown keys in it are faults.</param>
    /// <returns>The catalog.</returns>
    public SettingsCatalog Add<TOptions>(string section) where TOptions : class, new()
    {
        var added = new SettingsSection(section, typeof(TOptions), () => new TOptions());
        Collect(section, new TOptions(), [], added);
        _sections.Add(added);
        _settings.AddRange(added.Leaves.Select(leaf => leaf.Setting));
        _registrations.Add(static (services, values) => services
            .AddSingleton(values.Get<TOptions>())
            .AddSingleton<IOptions<TOptions>>(new OptionsWrapper<TOptions>(values.Get<TOptions>())));
        return this;
    }

    /// <summary>Adds a setting that lives in somebody else's section, such as a short flag for a key of YARP.</summary>
    /// <param name="setting">The setting; its text is checked like any other, its value stays where it is.</param>
    /// <returns>The catalog.</returns>
    public SettingsCatalog Add(Setting setting)
    {
        _settings.Add(setting);
        return this;
    }

    /// <summary>Adds a rule between settings. It is asked only when each value of the class is allowed by itself.</summary>
    /// <typeparam name="TOptions">A class added before.</typeparam>
    /// <param name="key">The setting a violation is blamed on, with its section: <c>Outlier:MaxEjection</c>.</param>
    /// <param name="violation">What the value must be, as in "must be at least Outlier:BaseEjection, 00:00:30"; null when it is.</param>
    /// <returns>The catalog.</returns>
    public SettingsCatalog AddRule<TOptions>(string key, Func<TOptions, string?> violation) where TOptions : class
    {
        _sections.Single(section => section.Type == typeof(TOptions)).Rules.Add(new SettingsRule(key, options => violation((TOptions)options)));
        return this;
    }

    /// <summary>Reads a program's command line: known flags only, the nearest one named for an unknown, <c>--help</c> made from the settings.</summary>
    /// <param name="args">What the program was started with.</param>
    /// <param name="description">What the program is, for <c>--help</c>.</param>
    /// <returns>What the configuration is made of, or how the program ends at once.</returns>
    public ServiceCommandLine ParseCommandLine(IReadOnlyList<string> args, string description)
        => new CommandLineReader(this, description).Read(args);

    /// <summary>Reads and checks all options.</summary>
    /// <param name="configuration">The configuration with all its sources, by which a fault can say where a value is set.</param>
    /// <returns>The options.</returns>
    /// <exception cref="SettingsException">Something is not a value, out of range, unknown or against a rule; it lists everything at once.</exception>
    public SettingsValues Read(IConfigurationRoot configuration)
    {
        var reader = new SettingsReader(this, configuration);
        var options = reader.Read();
        return reader.Faults.Count == 0 ? new SettingsValues(options, _registrations) : throw new SettingsException(reader.Faults);
    }

    /// <summary>The settings as rows of a Markdown table, for the docs.</summary>
    /// <returns>A table with a head, each line ended by a line feed.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| setting | flag | default | allowed | meaning |\n|---|---|---|---|---|\n");
        foreach (var setting in _settings)
        {
            table.Append("| `").Append(setting.Key).Append("` | `").Append(setting.Flag).Append("` | ").Append(setting.Default)
                .Append(" | ").Append(Cell(setting.Allowed)).Append(" | ").Append(Cell(setting.Meaning)).Append(" |\n");
        }

        return table.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static void Collect(string section, object defaults, PropertyInfo[] path, SettingsSection added)
    {
        foreach (var property in defaults.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var key = $"{section}:{property.Name}";
            var value = property.GetValue(defaults);
            if (property.GetCustomAttribute<SettingAttribute>() is { } said)
            {
                added.Leaves.Add(new SettingsLeaf([.. path, property], new Setting
                {
                    Key = key,
                    Meaning = said.Meaning,
                    Type = property.PropertyType,
                    Flag = said.Flag,
                    Default = said.Default ?? SettingText.Format(value),
                    Secret = said.Secret,
                    Rules = [.. property.GetCustomAttributes<ValidationAttribute>()],
                }));
            }
            else if (value is not null && !SettingText.IsSimple(property.PropertyType) && !SettingText.IsList(property.PropertyType))
            {
                Collect(key, value, [.. path, property], added);
            }
        }
    }
}
