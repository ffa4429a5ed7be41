using System.CommandLine;
using Balancing.Simulation;
using Client.Cli.Commands;
using Client.Cli.Scenarios;
using Job.Hosting.Settings;

namespace Client.Cli.Syntax;

/// <summary>The flags of <c>lb simulate</c>.</summary>
internal sealed class SimulateSyntax
{
    private static readonly Workload UsualWork = new();
    private static readonly Cluster UsualCluster = new();

    private readonly Option<string?> _workload = new("--workload") { Description = "A YAML or JSON file that says what comes, to which workers, and what is compared; flags go before it. See docs/simulate.md.", HelpName = "FILE" };
    private readonly Option<string?> _trace = new("--trace") { Description = "Recorded jobs, one JSON object a line, to be sent again instead of drawn ones.", HelpName = "FILE" };
    private readonly Option<int> _workers = Flags.Whole("--workers", UsualCluster.Workers, 1, 10_000, "How many workers.");
    private readonly Option<int> _slots = Flags.Whole("--slots", UsualCluster.Slots, 1, 100_000, "Jobs a worker runs at once.");
    private readonly Option<int> _brokers = Flags.Whole("--brokers", UsualCluster.Brokers, 1, 1_000, "How many brokers share the jobs, each with its own view of the workers.");
    private readonly Option<double?> _load = Flags.Number("--load", 0.01, 2, $"The share of all slots that the jobs keep busy. Without --load and --rate: {Scenario.UsualLoad}; from 1 on the queues grow without end.");
    private readonly Option<double?> _rate = Flags.Number("--rate", 0.01, 10_000_000, "Jobs per second, instead of --load.");
    private readonly Option<int> _jobs = Flags.Whole("--jobs", UsualWork.Jobs, 100, 10_000_000, "How many jobs; the first tenth warms up and is not counted.");
    private readonly Option<double> _longShare = Flags.Number("--long-share", UsualWork.LongShare, 0, 1, "The share of Long jobs.");
    private readonly Option<TimeSpan> _shortMean = Flags.Duration("--short-mean", UsualWork.ShortMean, "Mean service time of a Short (exponential).");
    private readonly Option<TimeSpan> _longMean = Flags.Duration("--long-mean", UsualWork.LongMean, "Mean service time of a Long (lognormal, sigma 0.3).");
    private readonly Option<TimeSpan> _network = Flags.Duration("--network", UsualCluster.Network, "One way from broker to worker.");
    private readonly Option<bool> _bursts = new("--bursts") { Description = "Let jobs come in waves: phases of about a second at 1.5 times the rate, and at half of it." };
    private readonly Option<int> _applications = Flags.Whole("--applications", UsualWork.Applications, 1, 1_000_000, "How many applications send jobs, all alike.");
    private readonly Option<int> _seed = Flags.Whole("--seed", UsualWork.Seed, 0, int.MaxValue, "Where chance begins: the same seed gives the same jobs, and the same figures.");
    private readonly Option<string[]> _design = Design();
    private readonly Option<bool> _start = new("--start") { Description = "Also the jobs of the first ten seconds, as a table of their own." };
    private readonly Option<bool> _json = Flags.Json("One JSON object a line for each design, times in milliseconds.");
    private readonly Option<string?> _html = new("--html") { Description = "Writes a report with charts to this file, too: one page that loads nothing.", HelpName = "FILE" };

    public static Command Create(Surroundings surroundings)
    {
        var flags = new SimulateSyntax();
        var command = new ExampledCommand(
            "simulate",
            "Runs the broker's own dispatcher under a virtual clock, and compares designs on the same jobs. Needs no broker, no workers.",
            "lb simulate",
            "lb simulate --workers 100 --slots 1 --load 0.95 --jobs 500000",
            "lb simulate --rate 850 --long-share 0.2 --design least-requests --design lb --json",
            "lb simulate --workload examples/simulate/lost-worker.yaml --html report.html")
        {
            flags._workload, flags._trace, flags._workers, flags._slots, flags._brokers, flags._load, flags._rate, flags._jobs, flags._longShare, flags._shortMean,
            flags._longMean, flags._network, flags._bursts, flags._applications, flags._seed, flags._design, flags._start, flags._json, flags._html,
        };
        command.SetAction(async (parsed, stop) =>
        {
            try
            {
                return await new SimulateCommand(surroundings.Terminal).RunAsync(flags.Read(parsed), stop);
            }
            catch (ScenarioException fault)
            {
                foreach (var line in fault.Faults)
                {
                    surroundings.Terminal.Error.WriteLine("lb simulate: " + line);
                }

                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private SimulateParameters Read(ParseResult parsed)
    {
        if (IsGiven(parsed, _load) && IsGiven(parsed, _rate))
        {
            throw new UsageException("--load and --rate say the same in two ways; give one of them.");
        }

        var scenario = parsed.GetValue(_workload) is { } file ? ScenarioFile.Read(file) : new Scenario();
        scenario = scenario with { Cluster = ClusterOf(parsed, scenario.Cluster), Workload = WorkOf(parsed, scenario.Workload) };
        if (IsGiven(parsed, _load) || IsGiven(parsed, _rate))
        {
            scenario = scenario with { Load = parsed.GetValue(_load) };
        }

        if (parsed.GetValue(_trace) is { } trace)
        {
            RefuseBeside(parsed, _load, _rate, _jobs, _longShare, _shortMean, _longMean, _bursts, _applications);
            scenario = scenario with { Workload = TraceFile.Read(trace), GroupLoads = [], PhaseLoads = [] };
        }

        RefuseLostWorkers(scenario.Cluster);
        IReadOnlyList<Design> designs = parsed.GetValue(_design) is { Length: > 0 } names
            ? [.. names.Distinct(StringComparer.OrdinalIgnoreCase).Select(name => Designs.Find(name)!)]
            : scenario.Designs is { Count: > 0 } named ? named : Designs.All;
        return new SimulateParameters(
            scenario.Settled(), scenario.Cluster, designs, parsed.GetValue(_start), parsed.GetValue(_json), parsed.GetValue(_html));
    }

    private Cluster ClusterOf(ParseResult parsed, Cluster file) => file with
    {
        Workers = Given(parsed, _workers, file.Workers),
        Slots = Given(parsed, _slots, file.Slots),
        Brokers = Given(parsed, _brokers, file.Brokers),
        Network = Given(parsed, _network, file.Network),
    };

    private Workload WorkOf(ParseResult parsed, Workload file) => file with
    {
        Rate = parsed.GetValue(_rate) ?? file.Rate,
        Jobs = Given(parsed, _jobs, file.Jobs),
        LongShare = Given(parsed, _longShare, file.LongShare),
        ShortMean = Given(parsed, _shortMean, file.ShortMean),
        LongMean = Given(parsed, _longMean, file.LongMean),
        Bursts = parsed.GetValue(_bursts) ? new Bursts() : file.Bursts,
        Applications = Given(parsed, _applications, file.Applications),
        Seed = Given(parsed, _seed, file.Seed),
    };

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static T Given<T>(ParseResult parsed, Option<T> option, T otherwise) => IsGiven(parsed, option) ? parsed.GetValue(option)! : otherwise;

    private static void RefuseBeside(ParseResult parsed, params Option[] drawn)
    {
        if (drawn.FirstOrDefault(option => IsGiven(parsed, option)) is { } flag)
        {
            throw new UsageException($"{flag.Name} describes jobs to be drawn, and --trace has jobs already; give one of them.");
        }
    }

    // The file was right for its own number of workers; a flag may have taken some of them away.
    private static void RefuseLostWorkers(Cluster cluster)
    {
        if (cluster.Outages.FirstOrDefault(outage => outage.Worker >= cluster.Workers) is { } lost)
        {
            throw new UsageException($"--workers is {cluster.Workers}, and the file has an outage of worker {lost.Worker + 1}.");
        }
    }

    private static Option<string[]> Design()
    {
        var design = new Option<string[]>("--design")
        {
            Description = $"A design to run; may be given several times. Without it those of the file, or all: {string.Join(", ", Designs.Names)}.",
            HelpName = "NAME",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        design.CompletionSources.Add([.. Designs.Names]);
        design.Validators.Add(given =>
        {
            foreach (var name in given.Tokens.Select(token => token.Value).Where(name => Designs.Find(name) is null))
            {
                var meant = Nearest.Of(name, Designs.Names) is { } nearest ? $"; the nearest is {nearest}" : "";
                given.AddError($"--design is '{name}'; it must be one of {string.Join(", ", Designs.Names)}{meant}.");
            }
        });
        return design;
    }
}
