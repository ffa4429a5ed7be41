using System.CommandLine;
using System.CommandLine.Help;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Job.Hosting.Settings;

/// <summary>Reads a command line by System.CommandLine, with .NET's own forms of configuration beside our flags.</summary>
internal sealed class CommandLineReader
{
    // Sections of .NET and YARP, free to hold any key: whatever they can be told by a file they can be told here.
    private static readonly string[] ForeignSections = ["ReverseProxy", "Logging", "Kestrel", "ConnectionStrings", "HostOptions"];

    // What the host itself reads. WebApplicationFactory passes several of them to Main.
    private static readonly string[] HostKeys =
    [
        "environment", "contentRoot", "applicationName", "urls", "http_ports", "https_ports", "webroot", "startupAssembly", "staticWebAssets",
        "hostingStartupAssemblies", "hostingStartupExcludeAssemblies", "preventHostingStartup", "detailedErrors", "captureStartupErrors",
        "preferHostingUrls", "suppressStatusMessages", "shutdownTimeoutSeconds", "AllowedHosts", "forwardedHeaders_enabled",
    ];

    // Shown in --help; the rest of the host's keys is for those who know them.
    private static readonly Dictionary<string, string> ShownHostKeys = new()
    {
        ["environment"] = "Name of the environment, which chooses appsettings.NAME.json. Default Production.",
        ["contentRoot"] = "Folder in which appsettings.json is looked for first. Default: the current one.",
        ["urls"] = "Addresses to listen on instead, separated by semicolons.",
    };

    private readonly SettingsCatalog _catalog;
    private readonly RootCommand _root;
    private readonly Option<bool> _healthCheck = new("--health-check")
    {
        Description = "Ask the program that runs with these settings whether it is ready, print one line, exit 0 or 1. For containers.",
    };

    private readonly Dictionary<string, Option<string>> _options = new(StringComparer.OrdinalIgnoreCase);

    public CommandLineReader(SettingsCatalog catalog, string description)
    {
        _catalog = catalog;
        _root = new RootCommand(description + "\n\nEach setting can also stand in appsettings.json, or in the environment variable in brackets; the command line wins.");
        foreach (var setting in catalog.Settings)
        {
            AddOption(setting.Key, setting.Flag, HelpFor(setting), setting.Type);
        }

        foreach (var key in HostKeys)
        {
            var shown = ShownHostKeys.GetValueOrDefault(key);
            AddOption(key, "--" + key, shown, typeof(string)).Hidden = shown is null;
        }

        _root.Add(_healthCheck);
    }

    private IEnumerable<string> Flags => _root.Options.Where(option => !option.Hidden).Select(option => option.Name);

    public ServiceCommandLine Read(IReadOnlyList<string> args)
    {
        List<string> configuration = [];
        List<string> faults = [];
        var rest = Normalise(args, configuration, faults);
        var parsed = _root.Parse(rest);
        if (parsed.Action is HelpAction or { Terminating: true } && faults.Count == 0 && parsed.Errors.Count == 0)
        {
            using var text = new StringWriter();
            parsed.Invoke(new InvocationConfiguration { Output = text, Error = text });
            return new ServiceCommandLine([], End: new CommandLineEnd(0, text.ToString().TrimEnd()));
        }

        foreach (var (key, option) in _options)
        {
            if (parsed.GetResult(option) is { Implicit: false } given && !given.Errors.Any())
            {
                configuration.Add($"--{key}={parsed.GetValue(option) ?? "true"}");
            }
        }

        faults.AddRange(parsed.UnmatchedTokens.Select(Unknown));
        faults.AddRange(parsed.Errors.Select(error => error.Message).Where(message => !parsed.UnmatchedTokens.Any(message.Contains)));
        if (faults.Count > 0)
        {
            faults.Add("--help lists what there is.");
            return new ServiceCommandLine(configuration, End: new CommandLineEnd(2, string.Join(Environment.NewLine, faults.Select(PrintableText.Of))));
        }

        return new ServiceCommandLine(configuration, parsed.GetValue(_healthCheck));
    }

    // Takes out what System.CommandLine would misread: it splits at colons, and knows no section but ours.
    private List<string> Normalise(IReadOnlyList<string> args, List<string> configuration, List<string> faults)
    {
        var rest = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var flag = equals < 0 ? args[i] : args[i][..equals];
            var value = equals < 0 ? null : args[i][(equals + 1)..];
            if (!flag.StartsWith("--", StringComparison.Ordinal))
            {
                rest.Add(args[i]);
            }
            else if (KnownFlag(flag[2..]) is { } known)
            {
                rest.Add(known);
                rest.AddRange(value is null ? [] : [value]);
            }
            else if (value is "" && IsSection(flag[2..]))
            {
                continue; // WebApplicationFactory hands a program all keys of its settings: "--Worker=" beside "--Worker:Count=1"
            }
            else if (flag.Contains(':', StringComparison.Ordinal))
            {
                value ??= i + 1 < args.Count ? args[++i] : "";
                if (IsForeign(flag[2..]))
                {
                    configuration.Add($"{flag}={value}");
                }
                else
                {
                    faults.Add(Unknown(flag));
                }
            }
            else
            {
                rest.Add(flag);
            }
        }

        return rest;
    }

    private string? KnownFlag(string name)
    {
        if (_options.TryGetValue(name, out var byKey))
        {
            return byKey.Name;
        }

        return _options.Values.FirstOrDefault(option => string.Equals(option.Name, "--" + name, StringComparison.OrdinalIgnoreCase))?.Name;
    }

    private bool IsSection(string name)
        => ForeignSections.Concat(_catalog.Settings.Select(setting => setting.Key))
            .Any(key => (key + ":").StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));

    private static bool IsForeign(string key) => ForeignSections.Any(section => key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase));

    private string Unknown(string token)
    {
        var candidates = token.Contains(':', StringComparison.Ordinal) ? _catalog.Settings.Select(setting => "--" + setting.Key) : Flags;
        var nearest = Nearest.Of(token, candidates) is { } meant ? $"; the nearest is {meant}" : "";
        return token.StartsWith('-') ? $"{token} is not a flag of this program{nearest}." : $"'{token}' is not expected here; settings are given as flags.";
    }

    private Option<string> AddOption(string key, string flag, string? description, Type type)
    {
        var isSwitch = (Nullable.GetUnderlyingType(type) ?? type) == typeof(bool);
        var option = new Option<string>(flag)
        {
            Description = description,
            HelpName = "value",
            Arity = isSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
        _options.Add(key, option);
        _root.Add(option);
        return option;
    }

    private static string HelpFor(Setting setting)
        => $"{setting.Meaning.TrimEnd('.')}. {Capital(setting.Allowed)}; default {setting.Default}. [{setting.EnvironmentVariable}]";

    private static string Capital(string words) => string.Concat(words[..1].ToUpperInvariant(), words.AsSpan(1));
}
