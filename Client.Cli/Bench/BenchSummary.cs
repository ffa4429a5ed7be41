using Job.Contracts;

namespace Client.Cli.Bench;

/// <summary>One target at one rate over all rounds, or one stretch of it.</summary>
/// <param name="legs">Its rounds, in order; at least one.</param>
/// <param name="pick">The part of a leg that is meant.</param>
internal sealed class BenchSummary(IReadOnlyList<LegResult> legs, Func<LegResult, WindowRecord> pick)
{
    private readonly WindowRecord[] _rounds = [.. legs.Select(pick)];

    public BenchTarget Target => legs[0].Target;

    public RatePlan Plan => legs[0].Plan;

    public IReadOnlyList<LegResult> Legs => legs;

    /// <summary>All rounds as one.</summary>
    public WindowRecord Pooled { get; } = WindowRecord.Sum([.. legs.Select(pick)]);

    /// <summary>A figure's median over the rounds that have an answer of this type; null when none has.</summary>
    /// <param name="type">Short or Long.</param>
    /// <param name="figure">The figure of one round.</param>
    public MedianInterval? Over(JobType type, Func<TypeRecord, TimeSpan> figure)
        => _rounds.Select(round => round.Of(type)).Where(record => record.Answered > 0).Select(figure).ToArray() is { Length: > 0 } values
            ? MedianInterval.Of(values)
            : null;

    /// <summary>The median over the rounds of this figure as a multiple of another target's in the same round; null where there is none.</summary>
    /// <param name="other">The same rate at another target.</param>
    /// <param name="type">Short or Long.</param>
    /// <param name="figure">The figure of one round.</param>
    public double? Ratio(BenchSummary other, JobType type, Func<TypeRecord, TimeSpan> figure)
    {
        var ratios = _rounds.Zip(other._rounds)
            .Select(round => (Own: round.First.Of(type), Other: round.Second.Of(type)))
            .Where(round => round.Own.Answered > 0 && round.Other.Answered > 0 && figure(round.Other) > TimeSpan.Zero)
            .Select(round => figure(round.Own) / figure(round.Other))
            .Order()
            .ToArray();
        return ratios.Length == 0 ? null : (ratios[(ratios.Length - 1) / 2] + ratios[ratios.Length / 2]) / 2;
    }

    /// <summary>The legs of a run by rate and target, in the order they were run.</summary>
    /// <param name="legs">All of them.</param>
    /// <param name="window">Which stretch, from 0; null for the whole.</param>
    public static IReadOnlyList<BenchSummary> Of(IEnumerable<LegResult> legs, int? window = null) =>
    [
        .. legs.GroupBy(leg => (leg.Plan, leg.Target))
            .Select(group => new BenchSummary([.. group], leg => window is { } index ? leg.Windows[index] : leg.Total)),
    ];
}
