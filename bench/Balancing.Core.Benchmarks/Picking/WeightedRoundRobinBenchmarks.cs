using Balancing.Core.Picking;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>A look at every candidate, and a sum for each: the cost grows with the cluster.</summary>
public class WeightedRoundRobinBenchmarks : PickBenchmarks
{
    /// <inheritdoc/>
    protected override IPickPolicy CreatePolicy() => new WeightedRoundRobinPolicy();
}
