namespace Balancing.Simulation;

/// <summary>When something happens: what was planned first goes first among those of the same tick, so that a run is repeatable.</summary>
internal readonly record struct Moment(long Ticks, long Order) : IComparable<Moment>
{
    public int CompareTo(Moment other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Order.CompareTo(other.Order);
}
