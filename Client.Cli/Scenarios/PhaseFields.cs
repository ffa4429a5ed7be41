using Balancing.Simulation;

namespace Client.Cli.Scenarios;

/// <summary>A stretch with another rate or mix.</summary>
internal static class PhaseFields
{
    public static (Phase Phase, double? Load) Read(YamlFields fields)
    {
        var from = fields.Duration("from", orZero: true);
        var to = fields.Duration("to");
        if (!fields.Has("from") || !fields.Has("to"))
        {
            fields.Fault("a phase needs from and to.");
        }
        else if (to <= from)
        {
            fields.Fault("to must be later than from.");
            to = null;
        }

        var load = fields.Number("load", 0.01, 2);
        var times = fields.Number("times", 0.001, 1000);
        if (fields.Has("load") && fields.Has("times"))
        {
            fields.Fault("load and times say the same in two ways; give one of them.");
        }

        var start = from ?? TimeSpan.Zero;
        var phase = new Phase(start, to ?? start + TimeSpan.FromTicks(1)) { LongShare = fields.Number("longShare", 0, 1), RateFactor = times ?? 1 };
        fields.Done();
        return (phase, load);
    }

    public static void RefuseOverlaps(YamlFields fields, IReadOnlyList<Phase> phases)
    {
        var ordered = phases.OrderBy(phase => phase.From).ToArray();
        foreach (var (before, after) in ordered.Zip(ordered.Skip(1)).Where(pair => pair.Second.From < pair.First.To))
        {
            fields.Fault(FormattableString.Invariant(
                $"phases overlap: one lasts until {before.To.TotalSeconds} s, another begins at {after.From.TotalSeconds} s."));
        }
    }
}
