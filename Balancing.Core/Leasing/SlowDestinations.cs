namespace Balancing.Core.Leasing;

/// <summary>Which of the open destinations are slow: their jobs take far longer for what they are than those of the fastest quarter.</summary>
/// <remarks>
/// A look at all every <c>max(64, n)</c> jobs, so O(1) a job however many there are. Entered at 1.75 times and left at 1.35: workers of half the speed are found,
/// and equals are not told apart by the scatter of what they had (at 1.4 one of a hundred equals is slow now and then). The fastest quarter, not the median: half the workers
/// may be slow. Not thread-safe: the picker's lock guards it.
/// </remarks>
internal sealed class SlowDestinations
{
    private const double Enter = 1.75;
    private const double Leave = 1.35;
    private const int LeastSamples = 16;
    private const int LookAfter = 64;

    private DestinationLoad[] _open = [];
    private double[] _known = [];
    private int _untilLook = LookAfter;

    /// <summary>How many are slow.</summary>
    public int Count { get; private set; }

    /// <summary>How long jobs take at the fastest quarter, over what is expected of them.</summary>
    public double Reference { get; private set; } = 1;

    public void Open(DestinationLoad[] open)
    {
        _open = open;
        _known = new double[open.Length];
        Look();
    }

    /// <summary>A job ended.</summary>
    /// <returns>Whether others are slow now than before.</returns>
    public bool Learn(DestinationLoad destination, double ratio)
    {
        destination.Slowness.Learn(ratio, destination.IsSlow);
        return --_untilLook <= 0 && Look();
    }

    /// <summary>The slow one with a free slot that has been given the fewest; null for none.</summary>
    public DestinationLoad? NextToTry()
    {
        DestinationLoad? next = null;
        foreach (var destination in _open)
        {
            if (destination.IsSlow && destination.IsFree && (next is null || destination.Given < next.Given))
            {
                next = destination;
            }
        }

        return next;
    }

    private bool Look()
    {
        _untilLook = Math.Max(LookAfter, _open.Length);
        Reference = FastestQuarter();
        var changed = false;
        Count = 0;
        foreach (var destination in _open)
        {
            var ratio = destination.Slowness.Value / Reference;
            destination.Speed = 1 / ratio;

            // Without a limit on what it may hold, the others would have to take everything.
            var isSlow = destination.SlotLimit != int.MaxValue && destination.Slowness.Samples >= LeastSamples
                && ratio > (destination.IsSlow ? Leave : Enter);
            changed |= isSlow != destination.IsSlow;
            destination.IsSlow = isSlow;
            Count += isSlow ? 1 : 0;
        }

        return changed;
    }

    private double FastestQuarter()
    {
        var count = 0;
        foreach (var destination in _open)
        {
            if (destination.Slowness.Samples >= LeastSamples)
            {
                _known[count++] = destination.Slowness.Value;
            }
        }

        if (count == 0)
        {
            return 1;
        }

        Array.Sort(_known, 0, count);
        return _known[count / 4];
    }
}
