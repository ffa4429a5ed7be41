using Balancing.Core.Picking;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>At most 16 probes are looked at; here there are none, and it is two draws.</summary>
public class PrequalBenchmarks : PickBenchmarks
{
    /// <inheritdoc/>
    protected override IPickPolicy CreatePolicy() => new PrequalPolicy(new Random(1));
}
