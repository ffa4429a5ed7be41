namespace Fuzzing;

/// <summary>Makes inputs that nearly are what a reader wants: known ones with bytes flipped, cut, doubled, spliced, and with tokens put in.</summary>
/// <remarks>The same seed gives the same inputs, in the same order. Allocates nothing per input.</remarks>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> known, IReadOnlyList<byte[]> tokens)
{
    private const int MostBytes = 8192;
    private const int MostSteps = 6;
    private const int LongestPiece = 64;

    private readonly Random _random = new(seed);
    private readonly byte[] _input = new byte[MostBytes];
    private readonly byte[] _piece = new byte[LongestPiece];
    private int _length;

    /// <summary>The next input; good until the one after.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var start = known[_random.Next(known.Count)];
        _length = Math.Min(start.Length, MostBytes);
        start.AsSpan(0, _length).CopyTo(_input);
        for (var steps = _random.Next(1, MostSteps); steps > 0; steps--)
        {
            Step();
        }

        return _input.AsSpan(0, _length);
    }

    private void Step()
    {
        var at = _random.Next(_length + 1);
        var length = Math.Min(_random.Next(1, LongestPiece), _length - at);
        switch (_random.Next(8))
        {
            case 0 when at < _length:
                _input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                _piece[0] = (byte)_random.Next(256);
                Insert(at, _piece.AsSpan(0, 1));
                break;
            case 2:
                _input.AsSpan(at + length, _length - at - length).CopyTo(_input.AsSpan(at));
                _length -= length;
                break;
            case 3:
                _input.AsSpan(at, length).CopyTo(_piece);
                Insert(_random.Next(_length + 1), _piece.AsSpan(0, length));
                break;
            case 4:
                var other = known[_random.Next(known.Count)];
                var from = _random.Next(other.Length + 1);
                Insert(at, other.AsSpan(from, Math.Min(length, other.Length - from)));
                break;
            case 5 when _random.Next(16) == 0: // now and then, something long
                _input.AsSpan(at, length).CopyTo(_piece);
                for (var times = _random.Next(1, 200); times > 0; times--)
                {
                    Insert(at, _piece.AsSpan(0, length));
                }

                break;
            case 6:
                _length = at;
                break;
            default:
                Insert(at, tokens[_random.Next(tokens.Count)]);
                break;
        }
    }

    private void Insert(int at, ReadOnlySpan<byte> piece)
    {
        if (_length + piece.Length > MostBytes)
        {
            return;
        }

        _input.AsSpan(at, _length - at).CopyTo(_input.AsSpan(at + piece.Length));
        piece.CopyTo(_input.AsSpan(at));
        _length += piece.Length;
    }
}
