namespace Balancing.Core.Picking;

/// <summary>Makes a number of what a request is bound to.</summary>
public static class PickKey
{
    /// <summary>
    /// The same number for the same text in every process, unlike <see cref="string.GetHashCode()"/>: several brokers, and one that was
    /// restarted, send a key to the same destination. 0 for no text; some nanoseconds for an application's name.
    /// </summary>
    /// <remarks>FNV-1a over the characters (Fowler, Noll, Vo), finished by <see cref="Mix"/>: alone it leaves like names close together.</remarks>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        var hash = 14695981039346656037UL;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        return Math.Max(1, Mix(hash));
    }

    /// <summary>Spreads close numbers over the whole range: the finish of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).</summary>
    internal static ulong Mix(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9UL;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EBUL;
        return number ^ (number >> 31);
    }
}
