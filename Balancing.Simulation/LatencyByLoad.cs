namespace Balancing.Simulation;

/// <summary>What a worker tells of itself when probed: the median time that its last jobs took which had come at about the present load.</summary>
/// <remarks>As in B. Wydrowski and others, Load is not what you should balance: introducing Prequal, NSDI 2024.</remarks>
internal sealed class LatencyByLoad
{
    // Few enough to follow the load, many enough for a median.
    private const int Remembered = 15;
    private const int MostLoad = 256;

    private readonly Recent?[] _byLoad = new Recent?[MostLoad];

    public void Add(int inFlight, long ticks) => (_byLoad[Math.Min(inFlight, MostLoad - 1)] ??= new Recent()).Add(ticks);

    /// <summary>By the nearest load of which something is known; null when nothing is.</summary>
    public TimeSpan? Expected(int inFlight)
    {
        var wanted = Math.Min(inFlight, MostLoad - 1);
        for (var distance = 0; distance < MostLoad; distance++)
        {
            if ((At(wanted - distance) ?? At(wanted + distance)) is { } known)
            {
                return TimeSpan.FromTicks(known.Median);
            }
        }

        return null;
    }

    private Recent? At(int load) => load is >= 0 and < MostLoad ? _byLoad[load] : null;

    private sealed class Recent
    {
        private readonly long[] _ticks = new long[Remembered];
        private int _count;

        public long Median
        {
            get
            {
                Span<long> sorted = stackalloc long[Math.Min(_count, Remembered)];
                _ticks.AsSpan(0, sorted.Length).CopyTo(sorted);
                sorted.Sort();
                return sorted[sorted.Length / 2];
            }
        }

        public void Add(long ticks) => _ticks[_count++ % Remembered] = ticks;
    }
}
