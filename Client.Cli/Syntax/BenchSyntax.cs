using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Client.Cli.Bench;
using Client.Cli.Brokers;
using Client.Cli.Commands;

namespace Client.Cli.Syntax;

/// <summary>The flags of <c>lb bench</c>.</summary>
internal sealed class BenchSyntax
{
    private const double LeastRate = 0.1;
    private const double MostRate = 100_000;
    private const int RampWindows = 10;
    private const int MostWindows = 1000;

    private static readonly TimeSpan StartWindow = TimeSpan.FromSeconds(10);
    private static readonly LegSettings Usual = new();

    private readonly Option<Uri?> _broker;
    private readonly Option<BenchTarget[]> _target = Target();
    private readonly Option<double?> _rate = Flags.Number("--rate", LeastRate, MostRate, "Jobs per second. Without --rate, --steps and --ramp: 100.");
    private readonly Option<double[]?> _steps = Rates("--steps", ',', "N,N,…", "Several rates one after the other, each for --duration, such as 350,700,850.", numbers => numbers.Length >= 1);
    private readonly Option<double[]?> _ramp = Rates("--ramp", ':', "FROM:TO", "A rate that goes evenly from one to another within --duration, such as 100:1000; reported in ten stretches.", numbers => numbers.Length == 2);
    private readonly Option<TimeSpan> _duration = Flags.Duration("--duration", TimeSpan.FromSeconds(10), "How long jobs count, for each rate, target and round.");
    private readonly Option<TimeSpan> _warmUp = WarmUp();
    private readonly Option<double> _mix = Flags.Number("--mix", Usual.Mix.LongShare, 0, 1, "The share of Long jobs.");
    private readonly Option<int> _applications = Flags.Whole("--applications", Usual.Mix.Applications, 1, 100_000, "How many applications send jobs, all alike.");
    private readonly Option<ArrivalKind> _arrivals = Arrivals();
    private readonly Option<int> _seed = Flags.Whole("--seed", Usual.Seed, 0, int.MaxValue, "Where chance begins: the same seed sends the same jobs at the same moments, to every target.");
    private readonly Option<int> _rounds = Flags.Whole("--rounds", 1, 1, 1000, "How often all of it is done; in each round every target has its turn. Gives each figure a confidence.");
    private readonly Option<bool> _start = new("--start") { Description = "Also the first ten seconds apart from the rest; with --warm-up 0 a start-up hump shows there." };
    private readonly Option<TimeSpan?> _every = Every();
    private readonly Option<TimeSpan> _timeout = Flags.Duration("--timeout", Usual.Timeout, "The longest wait for one answer; a job that waits longer has failed.");
    private readonly Option<int> _maxInFlight = Flags.Whole("--max-in-flight", Usual.MaxInFlight, 1, 1_000_000, "Jobs under way at most; what is due beyond is not sent and counts as failed.");
    private readonly Option<bool> _json = Flags.Json("One JSON object a line for each rate and target, times in milliseconds.");
    private readonly Option<string?> _csv = new("--csv") { Description = "A file for the figures of each round, as comma-separated values.", HelpName = "FILE" };
    private readonly Option<string?> _html = new("--html") { Description = "Writes a report with charts to this file, too: one page that loads nothing.", HelpName = "FILE" };

    private BenchSyntax(Surroundings surroundings) => _broker = Flags.Broker(surroundings.Environment);

    public static Command Create(Surroundings surroundings)
    {
        var flags = new BenchSyntax(surroundings);
        var command = new ExampledCommand(
            "bench",
            "Sends jobs at a given rate, whatever becomes of them (open loop), and prints latencies counted from the moment each job was due.",
            "lb bench --rate 500 --duration 30",
            "lb bench --steps 350,700,850 --rounds 3 --target ours=http://localhost:8080 --target nginx=http://localhost:9080",
            "lb bench --ramp 100:1500 --duration 60 --mix 0.2 --csv ramp.csv")
        {
            flags._broker, flags._target, flags._rate, flags._steps, flags._ramp, flags._duration, flags._warmUp, flags._mix, flags._applications,
            flags._arrivals, flags._seed, flags._rounds, flags._start, flags._every, flags._timeout, flags._maxInFlight, flags._json, flags._csv, flags._html,
        };
        var tls = new TlsFlags(surroundings);
        tls.AddTo(command);
        command.SetAction((parsed, stop) => new BenchCommand(surroundings.Terminal, surroundings.Time).RunAsync(flags.Read(parsed) with { Tls = tls.Read(parsed) }, stop));
        return command;
    }

    private BenchParameters Read(ParseResult parsed)
    {
        var (rate, steps, ramp) = (parsed.GetValue(_rate), Given(_steps), Given(_ramp));
        if (new[] { rate is not null, steps is not null, ramp is not null }.Count(given => given) > 1)
        {
            throw new UsageException("--rate, --steps and --ramp say the rate in three ways; give one of them.");
        }

        var (warmUp, duration) = (parsed.GetValue(_warmUp), parsed.GetValue(_duration));
        var start = parsed.GetValue(_start);
        if (start && (ramp is not null || duration <= StartWindow))
        {
            throw new UsageException("--start tells the first ten seconds from the rest; it needs a --duration over 10 and no --ramp.");
        }

        var every = parsed.GetValue(_every);
        if (every is { } length && (ramp is not null || start || length * MostWindows < duration))
        {
            throw new UsageException($"--every tells stretches of --duration apart, {MostWindows} at most; it goes with neither --start nor --ramp, which do so, too.");
        }

        var targets = parsed.GetValue(_target) is { Length: > 0 } given ? given : [new BenchTarget("broker", parsed.GetValue(_broker)!)];
        return new BenchParameters
        {
            Targets = targets,
            Plans = ramp is not null
                ? [new RatePlan(ramp[0], ramp[1], warmUp, duration)]
                : [.. (steps ?? [rate ?? 100]).Select(step => new RatePlan(step, step, warmUp, duration))],
            Windows = ramp is not null ? [.. Enumerable.Range(0, RampWindows).Select(i => (duration * i / RampWindows, duration * (i + 1) / RampWindows))]
                : every is { } stretch ? [.. Enumerable.Range(0, (int)Math.Ceiling(duration / stretch)).Select(i => (stretch * i, i + 1 >= duration / stretch ? duration : stretch * (i + 1)))]
                : start ? [(TimeSpan.Zero, StartWindow), (StartWindow, duration)]
                : [(TimeSpan.Zero, duration)],
            Rounds = parsed.GetValue(_rounds),
            Settings = new LegSettings
            {
                Mix = new JobMix(parsed.GetValue(_mix), parsed.GetValue(_applications)),
                Arrivals = parsed.GetValue(_arrivals),
                Seed = parsed.GetValue(_seed),
                Timeout = parsed.GetValue(_timeout),
                MaxInFlight = parsed.GetValue(_maxInFlight),
            },
            Json = parsed.GetValue(_json),
            Csv = parsed.GetValue(_csv),
            Html = parsed.GetValue(_html),
        };

        // The parser makes an empty array of a flag that is not given.
        double[]? Given(Option<double[]?> flag) => parsed.GetValue(flag) is { Length: > 0 } rates ? rates : null;
    }

    private static Option<BenchTarget[]> Target() => new("--target")
    {
        Description = "A name and an address to measure, instead of --broker; may be given several times, and the first is what the others are compared with.",
        HelpName = "NAME=URL",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = flag =>
        {
            var targets = new List<BenchTarget>();
            foreach (var text in flag.Tokens.Select(token => token.Value))
            {
                var at = text.IndexOf('=', StringComparison.Ordinal);
                if (at < 1 || !BrokerAddress.TryRead(text[(at + 1)..], out var address))
                {
                    flag.AddError($"--target is '{text}'; it must be a name and an http or https address, such as ours={BrokerAddress.Default}.");
                }
                else if (targets.Any(target => target.Name == text[..at]))
                {
                    flag.AddError($"--target names '{text[..at]}' twice; give each target a name of its own.");
                }
                else
                {
                    targets.Add(new BenchTarget(text[..at], address));
                }
            }

            return [.. targets];
        },
    };

    private static Option<TimeSpan?> Every()
    {
        var usual = Flags.Duration("--every", TimeSpan.Zero, "").CustomParser!;
        return new Option<TimeSpan?>("--every")
        {
            Description = "Also each stretch of this length apart from the others, such as 1s: what a disturbance did, and for how long.",
            HelpName = "SECONDS",
            CustomParser = given => usual(given),
        };
    }

    private static Option<TimeSpan> WarmUp()
    {
        var flag = Flags.Duration("--warm-up", TimeSpan.FromSeconds(2), "How long jobs are sent before any counts; 0 counts from the first.");
        var usual = flag.CustomParser!;
        flag.CustomParser = given => given.Tokens[0].Value is "0" or "0s" ? TimeSpan.Zero : usual(given);
        return flag;
    }

    private static Option<ArrivalKind> Arrivals()
    {
        var flag = new Option<ArrivalKind>("--arrivals")
        {
            Description = "poisson: as of many clients that know nothing of each other; constant: all gaps alike.",
            HelpName = "KIND",
            DefaultValueFactory = _ => Usual.Arrivals,
            CustomParser = given =>
            {
                var text = given.Tokens[0].Value;
                if (text.All(char.IsLetter) && Enum.TryParse<ArrivalKind>(text, ignoreCase: true, out var kind))
                {
                    return kind;
                }

                given.AddError($"--arrivals is '{text}'; it must be poisson or constant.");
                return Usual.Arrivals;
            },
        };
        flag.CompletionSources.Add(["poisson", "constant"]);
        return flag;
    }

    private static Option<double[]?> Rates(string name, char separator, string form, string description, Func<double[], bool> fits) => new(name)
    {
        Description = description,
        HelpName = form,
        CustomParser = flag =>
        {
            var text = flag.Tokens[0].Value;
            double[] numbers = [.. text.Split(separator).Select(part
                => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : double.NaN)];
            if (numbers.All(number => number is >= LeastRate and <= MostRate) && numbers.Distinct().Count() == numbers.Length && fits(numbers))
            {
                return numbers;
            }

            flag.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be {form}, different rates from {LeastRate} to {MostRate}."));
            return null;
        },
    };
}
