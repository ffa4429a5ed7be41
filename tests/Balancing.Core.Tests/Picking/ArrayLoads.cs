using Balancing.Core.Picking;

namespace Balancing.Core.Tests.Picking;

internal readonly struct ArrayLoads(int[] inFlight, long[]? given = null, bool[]? full = null) : ILoads
{
    public int Count => inFlight.Length;

    public int NextFree(int from)
    {
        while (from < inFlight.Length && full?[from] == true)
        {
            from++;
        }

        return from < inFlight.Length ? from : -1;
    }

    public int InFlight(int index) => inFlight[index];

    public long Given(int index) => given?[index] ?? 0;
}
