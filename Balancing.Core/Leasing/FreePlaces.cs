using System.Numerics;

namespace Balancing.Core.Leasing;

/// <summary>Which of the open destinations have a free slot: a bit for each, so that a look over a full cluster is a look at a few words.</summary>
/// <remarks>Not thread-safe: the picker's lock guards it.</remarks>
internal sealed class FreePlaces(int count)
{
    private readonly ulong[] _words = new ulong[(count + 63) / 64];
    private int _free;

    public void Set(int index, bool free)
    {
        ref var word = ref _words[index / 64];
        var bit = 1UL << (index % 64);
        if (free == ((word & bit) != 0))
        {
            return;
        }

        word ^= bit;
        _free += free ? 1 : -1;
    }

    /// <summary>The first free one from this index on, or -1.</summary>
    public int Next(int from)
    {
        if (_free == 0 || from >= count)
        {
            return -1;
        }

        var word = from / 64;
        var bits = _words[word] & (ulong.MaxValue << (from % 64));
        while (bits == 0)
        {
            if (++word == _words.Length)
            {
                return -1;
            }

            bits = _words[word];
        }

        return (word * 64) + BitOperations.TrailingZeroCount(bits);
    }
}
