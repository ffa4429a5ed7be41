namespace Balancing.Core.Membership;

/// <summary>Says when a member is to give its word again, so that its lease does not lapse, and how soon after a word that was not heard.</summary>
/// <remarks>Not thread-safe: its owner says one word after the other.</remarks>
/// <param name="lease">For how long a word counts.</param>
/// <param name="random">Spreads many members' words over time, that they do not all come at once after a restart of the other side.</param>
public sealed class Heartbeat(TimeSpan lease, Random random)
{
    // Two words may be lost before a third is late. Twice as many would save nothing but a listener's rest; half as many, and one lost word is a lapse.
    private const int WordsPerLease = 3;

    // Sooner, and members fall over a listener that is just starting; later, and it knows nobody for as long.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(0.1);

    private int _failures;

    /// <summary>The longest time between two words.</summary>
    public TimeSpan Longest => lease / WordsPerLease;

    /// <summary>The word was heard: how long to wait for the next.</summary>
    public TimeSpan Heard()
    {
        _failures = 0;
        return Spread(Longest);
    }

    /// <summary>It was not, or was refused: how long to wait before it is said again. Doubles each time, up to <see cref="Longest"/>.</summary>
    public TimeSpan Lost()
    {
        var doubled = FirstRetry * Math.Pow(2, Math.Min(_failures++, 20));
        return Spread(doubled < Longest ? doubled : Longest);
    }

    // 80 to 100 % of it: never later than it should be.
    private TimeSpan Spread(TimeSpan time) => time * (0.8 + (0.2 * random.NextDouble()));
}
