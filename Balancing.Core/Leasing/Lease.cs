namespace Balancing.Core.Leasing;

/// <summary>The right to one in-flight place at a destination, held from the pick to the last byte of the answer.</summary>
/// <remarks>
/// A struct, so that taking one costs no allocation. Whoever holds it disposes it exactly once: copies share the
/// place, and a second <see cref="Dispose"/> would give back another's. Where several paths may end a request, keep it in
/// an object that gives it back once.
/// </remarks>
public struct Lease : IDisposable
{
    internal Lease(DestinationLoad destination, TimeSpan takenAt)
    {
        Destination = destination;
        TakenAt = takenAt;
    }

    /// <summary>Where the place is; null for a lease never taken.</summary>
    public DestinationLoad? Destination { get; private set; }

    /// <summary>When, on the clock of the driver that took it.</summary>
    internal TimeSpan TakenAt { get; }

    /// <summary>Gives the place back; the request is counted as failed.</summary>
    public void Fail() => End(failed: true);

    /// <summary>Gives the place back.</summary>
    public void Dispose() => End(failed: false);

    private void End(bool failed)
    {
        Destination?.Return(failed);
        Destination = null;
    }
}
