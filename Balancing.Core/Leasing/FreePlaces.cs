using System.Numerics;

namespace Balancing.Core.Leasing;

/// <summary>Which of the open destinations have a free slot: a bit for each, so that a look over a full cluster is a look at a few words.</summary>
/// <remarks>Not thread-safe: the picker's lock guards it.</remarks>
internal sealed class FreePlaces(int count)
{
    private readonly ulong[] _words = new ulong[(count + 63) / 64];
    private int _free;

    /// <summary>How many are free.</summary>
    public int Count => _free;

    public void Set(int index, bool free)
    {
        if (free == Has(index))
        {
            return;
        }

        _words[index / 64] ^= 1UL << (index % 64);
        _free += free ? 1 : -1;
    }

    public bool Has(int index) => (_words[index / 64] & (1UL << (index % 64))) != 0;

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

    /// <summary>The free one of this rank: 0 for the first, less than <see cref="Count"/>.</summary>
    public int At(int rank)
    {
        if (_free == count)
        {
            return rank;
        }

        var word = 0;
        for (var inWord = BitOperations.PopCount(_words[0]); rank >= inWord; inWord = BitOperations.PopCount(_words[word]))
        {
            rank -= inWord;
            word++;
        }

        var bits = _words[word];
        for (; rank > 0; rank--)
        {
            bits &= bits - 1; // drops the lowest
        }

        return (word * 64) + BitOperations.TrailingZeroCount(bits);
    }

    public void Clear()
    {
        Array.Clear(_words);
        _free = 0;
    }
}
