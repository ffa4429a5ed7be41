using Balancing.Core.Picking;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>One atomic increment: the same at every size; two threads share its cache line.</summary>
public class RoundRobinBenchmarks : PickBenchmarks
{
    /// <inheritdoc/>
    protected override IPickPolicy CreatePolicy() => new RoundRobinPolicy();
}
