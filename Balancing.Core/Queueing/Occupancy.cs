namespace Balancing.Core.Queueing;

/// <summary>What runs at the open destinations, and on how many slots.</summary>
/// <param name="Slots">Slots of all together; at least 2^31 - 1 as soon as one has no limit.</param>
/// <param name="Shorts">Running jobs that count as Short.</param>
/// <param name="Longs">Running jobs that count as Long.</param>
internal readonly record struct Occupancy(long Slots, int Shorts, int Longs)
{
    public bool IsLimited => Slots < int.MaxValue;
}
