namespace Balancing.Core.Picking;

/// <summary>A circle of numbers on which every candidate stands at many points; a key belongs to the next point after it.</summary>
/// <remarks>
/// A candidate's points hang on its id and weight alone, so that all brokers have the same ring, and a join or leave moves no key between those who stay.
/// Karger et al., Consistent hashing and random trees, STOC 1997. Takes twelve bytes a point.
/// </remarks>
internal sealed class HashRing
{
    // Points of a candidate of middling weight: with 16 the shares of keys differ by a quarter, with 64 by an eighth, and 1,000 would
    // make a ring of 120 MB of 10,000 destinations.
    private const int PointsPerWeight = 64;
    private const int MostPoints = 64 * PointsPerWeight;

    private readonly ulong[] _points;
    private readonly int[] _owners;
    private readonly int[] _counts;

    private HashRing(ulong[] points, int[] owners, int[] counts)
    {
        _points = points;
        _owners = owners;
        _counts = counts;
    }

    public static HashRing Empty { get; } = new([], [], []);

    /// <summary>How many points there are.</summary>
    public int Length => _points.Length;

    /// <summary>The place of the first point at or after a key.</summary>
    public int PlaceOf(ulong key)
    {
        var place = Array.BinarySearch(_points, key);
        return place >= 0 ? place : ~place;
    }

    /// <summary>Whose point it is, so many steps after a place.</summary>
    public int OwnerAt(int place, int step)
    {
        var at = place + step;
        return _owners[at < _owners.Length ? at : at - _owners.Length];
    }

    /// <summary>The ring of another set. Points of those who stay are kept in order and those of the others sorted in: linear in the points, but for that.</summary>
    public HashRing Follow(CandidateSet open)
    {
        var counts = Counts(open.Candidates);
        var newIndexes = new int[_counts.Length];
        Array.Fill(newIndexes, -1);
        var joinedPoints = 0;
        for (var index = 0; index < counts.Length; index++)
        {
            var previous = open.PreviousIndexes[index];
            if (previous >= 0 && _counts[previous] == counts[index])
            {
                newIndexes[previous] = index;
            }
            else
            {
                joinedPoints += counts[index];
            }
        }

        var (points, owners) = Joined(open, counts, newIndexes, joinedPoints);
        return Merge(points, owners, newIndexes, counts);
    }

    private static (ulong[] Points, int[] Owners) Joined(CandidateSet open, int[] counts, int[] newIndexes, int total)
    {
        var points = new ulong[total];
        var owners = new int[total];
        var filled = 0;
        for (var index = 0; index < counts.Length; index++)
        {
            var previous = open.PreviousIndexes[index];
            if (previous >= 0 && newIndexes[previous] == index)
            {
                continue;
            }

            var hash = PickKey.Of(open.Candidates[index].Id);
            for (var point = 1; point <= counts[index]; point++)
            {
                points[filled] = PickKey.Mix(hash + ((ulong)point * 0x9E3779B97F4A7C15UL));
                owners[filled++] = index;
            }
        }

        Array.Sort(points, owners);
        return (points, owners);
    }

    private HashRing Merge(ulong[] joined, int[] joinedOwners, int[] newIndexes, int[] counts)
    {
        var points = new ulong[counts.Sum()];
        var owners = new int[points.Length];
        var (filled, next) = (0, 0);
        for (var place = 0; place < _points.Length; place++)
        {
            var owner = newIndexes[_owners[place]];
            if (owner < 0)
            {
                continue;
            }

            for (; next < joined.Length && joined[next] < _points[place]; next++)
            {
                (points[filled], owners[filled++]) = (joined[next], joinedOwners[next]);
            }

            (points[filled], owners[filled++]) = (_points[place], owner);
        }

        joined.AsSpan(next).CopyTo(points.AsSpan(filled));
        joinedOwners.AsSpan(next).CopyTo(owners.AsSpan(filled));
        return new HashRing(points, owners, counts);
    }

    // Weights may be 0.1 and 1, or 100 and 250: what counts is their relation. The scale goes by powers of two, so that one that joins with another
    // weight rarely moves the others.
    private static int[] Counts(ReadOnlySpan<Candidate> candidates)
    {
        var sum = 0.0;
        foreach (var candidate in candidates)
        {
            sum += candidate.Weight;
        }

        var scale = Math.Pow(2, Math.Round(Math.Log2(sum / candidates.Length)));
        var counts = new int[candidates.Length];
        for (var index = 0; index < counts.Length; index++)
        {
            counts[index] = (int)Math.Clamp(Math.Round(PointsPerWeight * candidates[index].Weight / scale), 1, MostPoints);
        }

        return counts;
    }
}
