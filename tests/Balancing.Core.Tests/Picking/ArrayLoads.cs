using Balancing.Core.Picking;

namespace Balancing.Core.Tests.Picking;

internal readonly struct ArrayLoads(int[] inFlight, long[]? given = null) : ILoads
{
    public int Count => inFlight.Length;

    public int InFlight(int index) => inFlight[index];

    public long Given(int index) => given?[index] ?? 0;
}
