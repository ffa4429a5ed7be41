using Balancing.Core.Picking;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>A draw, or some where weights differ: the same at every size.</summary>
public class RandomBenchmarks : PickBenchmarks
{
    /// <inheritdoc/>
    protected override IPickPolicy CreatePolicy() => new RandomPolicy(new Random(1));
}
