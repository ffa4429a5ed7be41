using Balancing.Core.Picking;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>A look at every candidate: the cost grows with the cluster.</summary>
public class WeightedLeastRequestsBenchmarks : PickBenchmarks
{
    /// <inheritdoc/>
    protected override IPickPolicy CreatePolicy() => new WeightedLeastRequestsPolicy();
}
