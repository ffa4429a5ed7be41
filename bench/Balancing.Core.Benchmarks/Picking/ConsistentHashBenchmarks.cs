using Balancing.Core.Picking;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>A search in the ring, and now and then a look at every candidate.</summary>
public class ConsistentHashBenchmarks : PickBenchmarks
{
    /// <inheritdoc/>
    protected override IPickPolicy CreatePolicy() => new ConsistentHashPolicy(new Random(1));
}
