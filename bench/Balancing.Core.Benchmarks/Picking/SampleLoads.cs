using Balancing.Core.Picking;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>A cluster at work: 0 to 8 requests in flight at each destination, so that one in nine ties for the fewest.</summary>
internal readonly struct SampleLoads(int[] inFlight, long[] given) : ILoads
{
    public int Count => inFlight.Length;

    public int NextFree(int from) => from < inFlight.Length ? from : -1;

    public int InFlight(int index) => inFlight[index];

    public long Given(int index) => given[index];

    /// <summary>The same loads in every run.</summary>
    public static SampleLoads Of(int destinations)
    {
        var random = new Random(1);
        var inFlight = new int[destinations];
        var given = new long[destinations];
        for (var index = 0; index < destinations; index++)
        {
            inFlight[index] = random.Next(9);
            given[index] = random.Next(1000);
        }

        return new SampleLoads(inFlight, given);
    }
}
