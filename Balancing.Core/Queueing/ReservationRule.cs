namespace Balancing.Core.Queueing;

/// <summary>How many slots are held back from Longs, for Shorts that are about to come.</summary>
public enum ReservationRule
{
    /// <summary>None: a Long takes any free slot that no Short waits for.</summary>
    None,

    /// <summary>As many as the learned rates and service times call for: <see cref="ShortReservation"/>.</summary>
    Computed,
}
