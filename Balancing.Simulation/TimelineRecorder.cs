namespace Balancing.Simulation;

/// <summary>Keeps a <see cref="Timeline"/> of a run whose length is not known: whenever its steps are used up, two and two become one.</summary>
internal sealed class TimelineRecorder
{
    private const int Steps = 1024;
    private const int Values = 3;

    // The level times the time it held, by step and value.
    private readonly double[] _areas = new double[Steps * Values];
    private readonly int[] _levels = new int[Values];
    private long _step = TimeSpan.TicksPerMillisecond;
    private long _at;

    public void Changed(long now, int waitingShorts, int waitingLongs, int busySlots)
    {
        Pass(now);
        _levels[0] += waitingShorts;
        _levels[1] += waitingLongs;
        _levels[2] += busySlots;
    }

    public Timeline ToTimeline(long end)
    {
        Pass(end);
        return new Timeline(TimeSpan.FromTicks(_step), Means(0, end), Means(1, end), Means(2, end));
    }

    private void Pass(long now)
    {
        while (_at < now)
        {
            var step = _at / _step;
            if (step == Steps)
            {
                Halve();
                continue;
            }

            var until = Math.Min(now, (step + 1) * _step);
            for (var value = 0; value < Values; value++)
            {
                _areas[(step * Values) + value] += _levels[value] * (double)(until - _at);
            }

            _at = until;
        }
    }

    private void Halve()
    {
        for (var index = 0; index < Steps / 2 * Values; index++)
        {
            var (step, value) = (index / Values, index % Values);
            _areas[index] = _areas[(2 * step * Values) + value] + _areas[(((2 * step) + 1) * Values) + value];
        }

        Array.Clear(_areas, Steps / 2 * Values, Steps / 2 * Values);
        _step *= 2;
    }

    // The last step is as long as the run lets it be.
    private double[] Means(int value, long end)
        => [.. Enumerable.Range(0, (int)((end + _step - 1) / _step)).Select(step
            => _areas[(step * Values) + value] / (Math.Min(end, (step + 1) * _step) - (step * _step)))];
}
