using Balancing.Core.Picking;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>Decides nothing: what a pick costs that is all call and no policy.</summary>
internal sealed class NullPolicy : IPickPolicy
{
    public string Name => "null";

    public int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads => loads.Count - 1;
}
