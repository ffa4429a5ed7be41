using Balancing.Core.Picking;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>Two draws and two latencies: the same at every size.</summary>
public class PeakEwmaBenchmarks : PickBenchmarks
{
    /// <inheritdoc/>
    protected override IPickPolicy CreatePolicy() => new PeakEwmaPolicy(new Random(1));
}
