using Balancing.Simulation;

namespace Client.Cli.Scenarios;

/// <summary>What comes, apart from its rate, its groups and its phases.</summary>
internal static class WorkloadFields
{
    public static Workload Read(YamlFields fields, Workload usual)
    {
        var (shortMean, shortSpread) = ReadTimes(fields.Mapping("short"), usual.ShortMean, usual.ShortSpread);
        var (longMean, longSpread) = ReadTimes(fields.Mapping("long"), usual.LongMean, usual.LongSpread);
        return usual with
        {
            Jobs = fields.Whole("jobs", 100, 10_000_000) ?? usual.Jobs,
            Seed = fields.Whole("seed", 0, int.MaxValue) ?? usual.Seed,
            WarmUp = fields.Number("warmUp", 0, 0.9) ?? usual.WarmUp,
            LongShare = fields.Number("longShare", 0, 1) ?? usual.LongShare,
            Applications = fields.Whole("applications", 1, 1_000_000) ?? usual.Applications,
            Bursts = ReadBursts(fields.Mapping("bursts")),
            ShortMean = shortMean,
            ShortSpread = shortSpread,
            LongMean = longMean,
            LongSpread = longSpread,
        };
    }

    private static Bursts? ReadBursts(YamlFields? fields)
    {
        if (fields is null)
        {
            return null;
        }

        var usual = new Bursts();
        var bursts = usual with
        {
            Height = fields.Number("height", 1, 1.99) ?? usual.Height,
            Phase = fields.Duration("phase") ?? usual.Phase,
        };
        fields.Done();
        return bursts;
    }

    private static (TimeSpan Mean, Spread Spread) ReadTimes(YamlFields? fields, TimeSpan mean, Spread spread)
    {
        if (fields is null)
        {
            return (mean, spread);
        }

        mean = fields.Duration("mean") ?? mean;
        var kind = fields.Choice<int>("spread", ("constant", 0), ("exponential", 1), ("lognormal", 2), ("pareto", 3));
        var sigma = fields.Number("sigma", 0, 5);
        var shape = fields.Number("shape", 0.1, 10);
        var most = fields.Number("most", 1.001, 1e6);
        if ((fields.Has("sigma") && kind is not (null or 2)) || ((fields.Has("shape") || fields.Has("most")) && kind is not (null or 3)))
        {
            fields.Fault("sigma belongs to spread: lognormal, shape and most to spread: pareto.");
        }
        else if (shape == 1)
        {
            fields.Fault("shape is '1'; it must be another number from 0.1 to 10, such as 1.01.");
            shape = null;
        }

        fields.Done();
        return (mean, (kind ?? (sigma is not null ? 2 : shape is not null || most is not null ? 3 : null)) switch
        {
            0 => Spread.Constant,
            1 => Spread.Exponential,
            2 => Spread.Lognormal(sigma ?? 0.3),
            3 => Spread.Pareto(shape ?? 1.5, most ?? 1000),
            _ => spread,
        });
    }
}
