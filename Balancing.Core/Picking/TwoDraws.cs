namespace Balancing.Core.Picking;

/// <summary>Draws two different free candidates, every pair equally likely.</summary>
internal static class TwoDraws
{
    /// <summary>Two indexes; the same one twice where one is free, and -1 where none is.</summary>
    public static (int First, int Second) Of<TLoads>(TLoads loads, Random random)
        where TLoads : struct, ILoads
    {
        var free = loads.FreeCount;
        if (free < 2)
        {
            var only = loads.NextFree(0);
            return (only, only);
        }

        var first = random.Next(free);

        // One place fewer, then step over the first: always two draws, never a redraw,
        // and every other candidate equally likely.
        var second = random.Next(free - 1);
        if (second >= first)
        {
            second++;
        }

        return (loads.FreeAt(first), loads.FreeAt(second));
    }
}
