namespace Balancing.Simulation;

/// <summary>When jobs come: a Poisson process, whose rate may follow phases and waves.</summary>
internal sealed class ArrivalTimes
{
    private readonly double _rate;
    private readonly Bursts? _bursts;
    private readonly PhasePlan _plan;
    private readonly Random _gaps;
    private readonly Random _waves;

    private double _waveEnd;
    private bool _isHigh = true; // the first wave begins by being left

    /// <param name="rate">Jobs per second on average.</param>
    /// <param name="bursts">Waves; null for none.</param>
    /// <param name="phases">Stretches with another rate.</param>
    /// <param name="gaps">Chance for the times between two arrivals.</param>
    /// <param name="waves">Chance for the lengths of waves.</param>
    public ArrivalTimes(double rate, Bursts? bursts, IReadOnlyList<Phase> phases, Random gaps, Random waves)
    {
        (_rate, _bursts, _plan, _gaps, _waves) = (rate, bursts, new PhasePlan(phases), gaps, waves);
        _waveEnd = bursts is null ? double.PositiveInfinity : 0;
        Advance();
    }

    /// <summary>The next arrival, in seconds.</summary>
    public double Next { get; private set; }

    /// <summary>Goes on to the one after it.</summary>
    public void Advance()
    {
        // Work through the rate: an exponential amount of it passes between two arrivals, whatever the stretches do meanwhile.
        var amount = Spread.ExponentialOf(_gaps);
        var from = Next;
        while (true)
        {
            var stretch = _plan.At(from);
            var end = Math.Min(stretch.End, _waveEnd);
            var rate = _rate * (_bursts is null ? 1 : _isHigh ? _bursts.Height : 2 - _bursts.Height) * stretch.RateFactor;
            Next = from + (amount / rate);
            if (Next <= end)
            {
                return;
            }

            amount -= (end - from) * rate;
            from = end;
            if (from == _waveEnd)
            {
                _isHigh = !_isHigh;
                _waveEnd += _bursts!.Phase.TotalSeconds * Spread.ExponentialOf(_waves);
            }
        }
    }
}
