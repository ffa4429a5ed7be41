using System.CommandLine;
using System.Globalization;
using Balancing.Core.Picking;
using Client.Cli.Brokers;
using Client.Cli.Commands;
using Client.Cli.Local;
using Job.Hosting.Settings;

namespace Client.Cli.Syntax;

/// <summary>The flags of <c>lb up</c> and <c>lb demo</c>, which run the whole system in this process.</summary>
internal sealed class LocalSyntax
{
    private readonly Option<int> _workers = Flags.Whole("--workers", new LocalSettings().Workers, 1, 1000, "How many workers.");
    private readonly Option<int> _slots = Flags.Whole("--slots", new LocalSettings().Slots, 1, 100_000, "Jobs a worker runs at once.");
    private readonly Option<int> _port = Flags.Whole("--port", new LocalSettings().Port, 0, 65535, "The broker's port; 0 takes a free one.");
    private readonly Option<int> _firstPort = Flags.Whole("--first-port", new LocalSettings().FirstPort, 0, 65535, "The first worker's port, the others count up from it; 0 takes free ones.");
    private readonly Option<string> _policy = Policy();
    private readonly Option<string?> _order = Choice("--order", "Who goes next when a slot frees: short-first, unless the environment says otherwise (Broker__Dispatch__Order); arrival; or shortest-expected.", "short-first", "arrival", "shortest-expected");
    private readonly Option<string?> _reservation = Choice("--reservation", "Slots held back for Shorts about to come: computed, unless the environment says otherwise (Broker__Dispatch__Reservation); or none.", "computed", "none");

    public static Command CreateUp(Surroundings surroundings)
    {
        var flags = new LocalSyntax();
        var command = flags.AddTo(new ExampledCommand(
            "up",
            "Runs workers and a broker in this process, for this machine only, until Ctrl-C.",
            "lb up",
            "lb up --workers 5 --slots 2 --policy least-requests",
            "lb up --order arrival --reservation none",
            "lb up --load",
            "lb up --otlp http://localhost:4317 --log json",
            "lb up --port 9080 --first-port 9081"));
        var load = new Option<bool>("--load") { Description = "Send a gentle mixed load to it, so that the dashboard has something to show; jobs are not logged then." };
        var log = Choice("--log", "How the log is written: lines, unless the environment says otherwise (Broker__LogFormat); or json, an object a line, with the trace it belongs to.", "lines", "json");
        var otlp = Flags.Address("--otlp", "Collector to send traces and metrics to by OTLP, such as http://localhost:4317. Without the flag: Broker__Telemetry__Otlp, OTEL_EXPORTER_OTLP_ENDPOINT, else none.");
        command.Add(load);
        command.Add(log);
        command.Add(otlp);
        command.SetAction((parsed, stop) =>
        {
            var settings = flags.Read(parsed) with { Log = parsed.GetValue(log), Otlp = parsed.GetValue(otlp) };
            return new UpCommand(surroundings.Terminal).RunAsync(parsed.GetValue(load) ? settings with { Load = true, Verbose = false } : settings, stop);
        });
        return command;
    }

    public static Command CreateDemo(Surroundings surroundings)
    {
        var flags = new LocalSyntax();
        var verbose = new Option<bool>("--verbose") { Description = "Let broker and workers log every job." };
        var command = flags.AddTo(new ExampledCommand(
            "demo",
            "Runs the whole system, sends App1:Long App2:Short App3:Long App4:Short, shows who served what, and stops.",
            "lb demo",
            "lb demo --policy least-requests --verbose",
            "lb demo --slow --slots 2",
            "lb demo --port 0 --first-port 0"));
        var slow = new Option<bool>("--slow") { Description = "Let Shorts take a second and Longs five, and send the four jobs 15 times, several at once: time to look at the dashboard." };
        command.Add(verbose);
        command.Add(slow);
        command.SetAction(async (parsed, stop) =>
        {
            using var brokers = new BrokerClients(surroundings.Time);
            var settings = flags.Read(parsed) with { Verbose = parsed.GetValue(verbose) };
            settings = parsed.GetValue(slow) ? settings with { Durations = DemoCommand.SlowDurations } : settings;
            return await new DemoCommand(surroundings.Terminal, brokers, surroundings.Time).RunAsync(settings, stop);
        });
        return command;
    }

    private ExampledCommand AddTo(ExampledCommand command)
    {
        command.Add(_workers);
        command.Add(_slots);
        command.Add(_policy);
        command.Add(_order);
        command.Add(_reservation);
        command.Add(_port);
        command.Add(_firstPort);
        return command;
    }

    private LocalSettings Read(ParseResult parsed)
    {
        var settings = new LocalSettings
        {
            Workers = parsed.GetValue(_workers),
            Slots = parsed.GetValue(_slots),
            Policy = parsed.GetValue(_policy)!,
            Order = parsed.GetValue(_order),
            Reservation = parsed.GetValue(_reservation),
            Port = parsed.GetValue(_port),
            FirstPort = parsed.GetValue(_firstPort),
        };
        CheckPorts(settings.Port, settings.FirstPort, settings.Workers);
        return settings;
    }

    // A rule between flags; the parser's validators see no defaults.
    private static void CheckPorts(int port, int first, int workers)
    {
        var last = first + workers - 1;
        if (first > 0 && last > 65535)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--first-port {first} and --workers {workers} would end at port {last}; ports end at 65535."));
        }

        if (first > 0 && port >= first && port <= last)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--port {port} is among the workers' ports, {first} to {last}; choose another, or another --first-port."));
        }
    }

    // Without a default here: a flag that is not given leaves the word to the environment.
    private static Option<string?> Choice(string name, string description, params string[] allowed)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "NAME" };
        option.CompletionSources.Add(allowed);
        option.Validators.Add(given =>
        {
            if (given.GetValue(option) is { } value && !allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
            {
                given.AddError($"{name} is '{value}'; it must be one of {string.Join(", ", allowed)}.");
            }
        });
        return option;
    }

    private static Option<string> Policy()
    {
        var policy = new Option<string>("--policy")
        {
            Description = "The policy to begin with: " + string.Join(", ", PickPolicies.BuiltIn.Names) + ".",
            HelpName = "NAME",
            DefaultValueFactory = _ => new LocalSettings().Policy,
        };
        policy.CompletionSources.Add([.. PickPolicies.BuiltIn.Names]);
        policy.Validators.Add(given =>
        {
            if (given.GetValue(policy) is { } name && !PickPolicies.BuiltIn.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                var meant = Nearest.Of(name, PickPolicies.BuiltIn.Names) is { } nearest ? $"; the nearest is {nearest}" : "";
                given.AddError($"--policy is '{name}'; it must be one of {string.Join(", ", PickPolicies.BuiltIn.Names)}{meant}.");
            }
        });
        return policy;
    }
}
