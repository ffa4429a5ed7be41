using Balancing.Core.Picking;

namespace Balancing.Core.Leasing;

/// <summary>What a policy sees of the open destinations of one picker during one pick.</summary>
internal readonly struct PickerLoads(DestinationLoad[] open, FreePlaces free, SlowStart slowStart, in PickRequest request) : ILoads
{
    private readonly TimeSpan _now = request.Now;
    private readonly string? _boundTo = request.BoundTo;

    public int Count => open.Length;

    public int FreeCount => free.Count;

    public TimeSpan Now => _now;

    public ulong Key => PickKey.Of(_boundTo);

    public int NextFree(int from) => free.Next(from);

    public bool IsFree(int index) => free.Has(index);

    public int FreeAt(int rank) => free.At(rank);

    public int InFlight(int index) => open[index].InFlight;

    public long Given(int index) => open[index].Given;

    public double Weight(int index) => open[index].WeightAt(_now, slowStart);

    public double Latency(int index) => open[index].LatencyAt(_now);
}
