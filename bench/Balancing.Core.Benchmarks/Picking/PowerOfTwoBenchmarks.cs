using Balancing.Core.Picking;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>Two draws: the same at every size.</summary>
public class PowerOfTwoBenchmarks : PickBenchmarks
{
    /// <inheritdoc/>
    protected override IPickPolicy CreatePolicy() => new PowerOfTwoPolicy(new Random(1));
}
