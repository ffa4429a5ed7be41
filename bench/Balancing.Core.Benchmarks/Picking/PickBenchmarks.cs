using Balancing.Core.Leasing;
using Balancing.Core.Picking;
using BenchmarkDotNet.Attributes;

namespace Balancing.Core.Benchmarks.Picking;

/// <summary>What one pick costs a thread, alone and with lease and release, against a policy that decides nothing.</summary>
/// <remarks>
/// The figures are time per pick of one thread: where two threads do not hinder each other, the row of two reads as
/// the row of one. A picker calls its policy under a lock: what two threads make of a bare policy is a bound on what a lock could cost less, no more.
/// </remarks>
public abstract class PickBenchmarks
{
    private const int Picks = 4096;

    private readonly IPickPolicy _null = new NullPolicy();
    private IPickPolicy _policy = null!;
    private DestinationPicker _nullPicker = null!;
    private DestinationPicker _picker = null!;
    private SampleLoads _loads;
    private Crew _crew = null!;

    /// <summary>Open destinations of the cluster.</summary>
    [Params(10, 1_000, 10_000)]
    public int Destinations { get; set; }

    /// <summary>How many pick at the same time from the same policy.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>The policy measured.</summary>
    protected abstract IPickPolicy CreatePolicy();

    [GlobalCleanup]
    public void CleanUp() => _crew.Dispose();

    [GlobalSetup(Target = nameof(NullPick))]
    public void SetUpNullPick() => SetUp(() => PickMany(_null));

    [Benchmark(Baseline = true, OperationsPerInvoke = Picks)]
    public void NullPick() => _crew.Run();

    [GlobalSetup(Target = nameof(Pick))]
    public void SetUpPick() => SetUp(() => PickMany(_policy));

    [Benchmark(OperationsPerInvoke = Picks)]
    public void Pick() => _crew.Run();

    [GlobalSetup(Target = nameof(NullPickLeaseRelease))]
    public void SetUpNullPickLeaseRelease() => SetUp(() => LeaseMany(_nullPicker));

    [Benchmark(OperationsPerInvoke = Picks)]
    public void NullPickLeaseRelease() => _crew.Run();

    [GlobalSetup(Target = nameof(PickLeaseRelease))]
    public void SetUpPickLeaseRelease() => SetUp(() => LeaseMany(_picker));

    [Benchmark(OperationsPerInvoke = Picks)]
    public void PickLeaseRelease() => _crew.Run();

    private void SetUp(Action work)
    {
        _loads = SampleLoads.Of(Destinations);
        _policy = CreatePolicy().Follow(_loads.Set());
        _nullPicker = PickerOf(_null);
        _picker = PickerOf(CreatePolicy());
        _crew = new Crew(Threads, work);
    }

    private void PickMany(IPickPolicy policy)
    {
        for (var pick = 0; pick < Picks; pick++)
        {
            policy.Pick(_loads);
        }
    }

    private static void LeaseMany(DestinationPicker picker)
    {
        for (var pick = 0; pick < Picks; pick++)
        {
            picker.TryTake(out var lease);
            lease.Dispose();
        }
    }

    // As busy as the sample, so that both look for the fewest among the same numbers.
    private DestinationPicker PickerOf(IPickPolicy policy)
    {
        var picker = new DestinationPicker(policy);
        var open = new DestinationLoad[Destinations];
        for (var index = 0; index < open.Length; index++)
        {
            open[index] = new DestinationLoad($"{index}") { Weight = _loads.Weight(index) };
            for (var held = _loads.InFlight(index); held > 0; held--)
            {
                picker.TakeAt(open[index]);
            }
        }

        picker.SetOpen(open);
        return picker;
    }
}
