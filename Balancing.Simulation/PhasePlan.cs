namespace Balancing.Simulation;

/// <summary>The phases of a workload as stretches without a gap, for someone who walks through time and never back.</summary>
internal sealed class PhasePlan
{
    private readonly List<Stretch> _stretches = [];
    private int _current;

    public PhasePlan(IReadOnlyList<Phase> phases)
    {
        var end = 0.0;
        foreach (var phase in phases.OrderBy(phase => phase.From))
        {
            if (phase.From.TotalSeconds > end)
            {
                _stretches.Add(new Stretch(phase.From.TotalSeconds, null, 1));
            }

            end = phase.To.TotalSeconds;
            _stretches.Add(new Stretch(end, phase.LongShare, phase.RateFactor));
        }

        _stretches.Add(new Stretch(double.PositiveInfinity, null, 1));
    }

    /// <summary>The stretch that this moment lies in; the beginning belongs to it, the end does not.</summary>
    public Stretch At(double seconds)
    {
        while (seconds >= _stretches[_current].End)
        {
            _current++;
        }

        return _stretches[_current];
    }

    internal readonly record struct Stretch(double End, double? LongShare, double RateFactor);
}
