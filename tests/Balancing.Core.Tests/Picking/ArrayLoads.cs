using Balancing.Core.Picking;

namespace Balancing.Core.Tests.Picking;

internal readonly struct ArrayLoads(
    int[] inFlight,
    long[]? given = null,
    bool[]? full = null,
    double[]? weights = null,
    double[]? latencies = null,
    ulong key = 0,
    TimeSpan now = default) : ILoads
{
    public int Count => inFlight.Length;

    public int FreeCount => inFlight.Length - (full?.Count(one => one) ?? 0);

    public TimeSpan Now => now;

    public ulong Key => key;

    public int NextFree(int from)
    {
        while (from < inFlight.Length && full?[from] == true)
        {
            from++;
        }

        return from < inFlight.Length ? from : -1;
    }

    public bool IsFree(int index) => full?[index] != true;

    public int FreeAt(int rank)
    {
        var index = NextFree(0);
        for (; rank > 0; rank--)
        {
            index = NextFree(index + 1);
        }

        return index;
    }

    public int InFlight(int index) => inFlight[index];

    public long Given(int index) => given?[index] ?? 0;

    public double Weight(int index) => weights?[index] ?? 1;

    public double Latency(int index) => latencies?[index] ?? 0;
}
