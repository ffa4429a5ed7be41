namespace Broker.Api.Limits;

/// <summary>
/// Judges how fast a body comes, by the time spent waiting for its sender: in each window there must be enough. Other than an average over all,
/// it gives no credit for bytes that came fast at first; other than a limit on each wait, none for a byte now and then.
/// </summary>
/// <param name="window">Over how much waiting it is judged.</param>
/// <param name="bytesPerSecond">What must come, on average over a window.</param>
internal struct Pace(TimeSpan window, int bytesPerSecond)
{
    private TimeSpan _waited;
    private double _bytes;

    /// <summary>How much longer may be waited in this window.</summary>
    public readonly TimeSpan Left => _waited < window ? window - _waited : TimeSpan.Zero;

    /// <summary>Notes a wait of which it is not known yet what came of it.</summary>
    public void Wait(TimeSpan waited) => _waited += waited;

    /// <summary>Notes a wait and what came of it.</summary>
    /// <returns>False when the sender is too slow.</returns>
    public bool Note(TimeSpan waited, int bytes)
    {
        _waited += waited;
        _bytes += bytes;
        if (_waited < window)
        {
            return true;
        }

        var isEnough = _bytes >= window.TotalSeconds * bytesPerSecond;
        (_waited, _bytes) = (TimeSpan.Zero, 0);
        return isEnough;
    }
}
