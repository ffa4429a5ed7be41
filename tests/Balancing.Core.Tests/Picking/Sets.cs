using System.Globalization;
using Balancing.Core.Leasing;
using Balancing.Core.Picking;

namespace Balancing.Core.Tests.Picking;

/// <summary>Sets of open destinations, named "1", "2" and so on where nothing else is said.</summary>
internal static class Sets
{
    /// <summary>So many that all have joined.</summary>
    public static CandidateSet Fresh(int count) => Fresh(Enumerable.Repeat(1.0, count).ToArray());

    /// <summary>All of them have joined, with these weights.</summary>
    public static CandidateSet Fresh(params double[] weights)
        => new(
            weights.Select((weight, index) => new Candidate(Name(index), weight)).ToArray(),
            Enumerable.Repeat(-1, weights.Length).ToArray(),
            previousCount: 0);

    /// <summary>A set that came from another.</summary>
    public static CandidateSet Of(int[] previousIndexes, int previousCount)
        => new(previousIndexes.Select((_, index) => new Candidate(Name(index))).ToArray(), previousIndexes, previousCount);

    /// <summary>The policy after it has heard of so many like destinations.</summary>
    public static IPickPolicy Over(this IPickPolicy policy, int count) => policy.Follow(Fresh(count));

    /// <summary>How often each was picked.</summary>
    public static int[] Counts(this IPickPolicy policy, int picks, ArrayLoads loads)
    {
        var counts = new int[loads.Count];
        for (var pick = 0; pick < picks; pick++)
        {
            counts[policy.Pick(loads)]++;
        }

        return counts;
    }

    public static DestinationLoad[] Destinations(int count) => [.. Enumerable.Range(0, count).Select(index => new DestinationLoad(Name(index)))];

    private static string Name(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
