using System.CommandLine;
using Balancing.Simulation;
using Client.Cli.Commands;
using Job.Hosting.Settings;

namespace Client.Cli.Syntax;

/// <summary>The flags of <c>lb simulate</c>.</summary>
internal sealed class SimulateSyntax
{
    private const double UsualLoad = 0.9;

    private static readonly Workload UsualWork = new();
    private static readonly Cluster UsualCluster = new();

    private readonly Option<int> _workers = Flags.Whole("--workers", UsualCluster.Workers, 1, 10_000, "How many workers.");
    private readonly Option<int> _slots = Flags.Whole("--slots", UsualCluster.Slots, 1, 100_000, "Jobs a worker runs at once.");
    private readonly Option<double?> _load = Flags.Number("--load", 0.01, 2, $"The share of all slots that the jobs keep busy. Without --load and --rate: {UsualLoad}; from 1 on the queues grow without end.");
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

    public static Command Create(Surroundings surroundings)
    {
        var flags = new SimulateSyntax();
        var command = new ExampledCommand(
            "simulate",
            "Runs the broker's own dispatcher under a virtual clock, and compares designs on the same jobs. Needs no broker, no workers.",
            "lb simulate",
            "lb simulate --workers 100 --slots 1 --load 0.95 --jobs 500000",
            "lb simulate --rate 850 --long-share 0.2 --design least-requests --design lb --json")
        {
            flags._workers, flags._slots, flags._load, flags._rate, flags._jobs, flags._longShare, flags._shortMean, flags._longMean,
            flags._network, flags._bursts, flags._applications, flags._seed, flags._design, flags._start, flags._json,
        };
        command.SetAction((parsed, stop) => new SimulateCommand(surroundings.Terminal).RunAsync(flags.Read(parsed), stop));
        return command;
    }

    private SimulateParameters Read(ParseResult parsed)
    {
        var (load, rate) = (parsed.GetValue(_load), parsed.GetValue(_rate));
        if (load is not null && rate is not null)
        {
            throw new UsageException("--load and --rate say the same in two ways; give one of them.");
        }

        var cluster = new Cluster { Workers = parsed.GetValue(_workers), Slots = parsed.GetValue(_slots), Network = parsed.GetValue(_network) };
        var workload = new Workload
        {
            Rate = rate ?? UsualWork.Rate,
            Jobs = parsed.GetValue(_jobs),
            LongShare = parsed.GetValue(_longShare),
            ShortMean = parsed.GetValue(_shortMean),
            LongMean = parsed.GetValue(_longMean),
            Bursts = parsed.GetValue(_bursts) ? new Bursts() : null,
            Applications = parsed.GetValue(_applications),
            Seed = parsed.GetValue(_seed),
        };
        var names = parsed.GetValue(_design) is { Length: > 0 } given ? given.Distinct(StringComparer.OrdinalIgnoreCase) : Designs.Names;
        return new SimulateParameters(
            rate is null ? workload.AtLoad(load ?? UsualLoad, cluster) : workload,
            cluster,
            [.. names.Select(name => Designs.Find(name)!)],
            parsed.GetValue(_start),
            parsed.GetValue(_json));
    }

    private static Option<string[]> Design()
    {
        var design = new Option<string[]>("--design")
        {
            Description = $"A design to run; may be given several times. Without it all: {string.Join(", ", Designs.Names)}.",
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
