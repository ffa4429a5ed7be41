namespace Balancing.Core.Outliers;

/// <summary>How many results, and how many failures among them, there were within the last while.</summary>
/// <remarks>Ten parts of the window, the oldest dropped whole: what it says is of the last nine to ten tenths. Not thread-safe.</remarks>
internal sealed class FailureWindow
{
    private const int Parts = 10;

    private readonly int[] _results = new int[Parts];
    private readonly int[] _failures = new int[Parts];
    private long _part;
    private TimeSpan _window;

    public int Results { get; private set; }

    public int Failures { get; private set; }

    /// <summary>Failures per result; 0 without any.</summary>
    public double Rate => Results == 0 ? 0 : (double)Failures / Results;

    public void Count(bool failed, TimeSpan now, TimeSpan window)
    {
        Pass(now, window);
        var place = _part % Parts;
        _results[place]++;
        Results++;
        if (failed)
        {
            _failures[place]++;
            Failures++;
        }
    }

    /// <summary>Takes the last failure back, if there is one left.</summary>
    public void Excuse()
    {
        for (var part = _part; part > _part - Parts && part >= 0; part--)
        {
            var place = part % Parts;
            if (_failures[place] > 0)
            {
                _failures[place]--;
                _results[place]--;
                Failures--;
                Results--;
                return;
            }
        }
    }

    /// <summary>Drops what is too old by now; all of it where the window is another than before.</summary>
    public void Pass(TimeSpan now, TimeSpan window)
    {
        if (window != _window)
        {
            Restart();
            _window = window;
        }

        var part = now.Ticks / Math.Max(1, window.Ticks / Parts);
        if (part <= _part)
        {
            return;
        }

        for (var old = Math.Max(_part + 1, part - Parts + 1); old <= part; old++)
        {
            var place = old % Parts;
            Results -= _results[place];
            Failures -= _failures[place];
            _results[place] = _failures[place] = 0;
        }

        _part = part;
    }

    /// <summary>Begins anew, at whatever time comes next.</summary>
    public void Restart()
    {
        Clear();
        _part = 0;
    }

    public void Clear()
    {
        Array.Clear(_results);
        Array.Clear(_failures);
        Results = Failures = 0;
    }
}
