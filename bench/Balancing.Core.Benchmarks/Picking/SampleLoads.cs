using Balancing.Core.Picking;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>
/// A cluster at work: 0 to 8 requests in flight at each destination, so that one in nine ties for the fewest; weights of 1 to 4, and 5 to 50 ms.
/// </summary>
internal readonly struct SampleLoads(int[] inFlight, long[] given, double[] weights, double[] latencies) : ILoads
{
    public int Count => inFlight.Length;

    public int FreeCount => inFlight.Length;

    public TimeSpan Now => TimeSpan.Zero;

    public ulong Key => PickKey.Of("App1");

    public int NextFree(int from) => from < inFlight.Length ? from : -1;

    public bool IsFree(int index) => true;

    public int FreeAt(int rank) => rank;

    public int InFlight(int index) => inFlight[index];

    public long Given(int index) => given[index];

    public double Weight(int index) => weights[index];

    public double Latency(int index) => latencies[index];

    /// <summary>The same loads in every run.</summary>
    public static SampleLoads Of(int destinations)
    {
        var random = new Random(1);
        var inFlight = new int[destinations];
        var given = new long[destinations];
        var weights = new double[destinations];
        var latencies = new double[destinations];
        for (var index = 0; index < destinations; index++)
        {
            inFlight[index] = random.Next(9);
            given[index] = random.Next(1000);
            weights[index] = random.Next(1, 5);
            latencies[index] = random.Next(5, 50) / 1000.0;
        }

        return new SampleLoads(inFlight, given, weights, latencies);
    }

    /// <summary>All of them, as a policy hears of them.</summary>
    public CandidateSet Set()
    {
        var candidates = new Candidate[Count];
        var joined = new int[Count];
        Array.Fill(joined, -1);
        for (var index = 0; index < candidates.Length; index++)
        {
            candidates[index] = new Candidate($"{index}", weights[index]);
        }

        return new CandidateSet(candidates, joined, previousCount: 0);
    }
}
