namespace Balancing.Core.Leasing;

/// <summary>How the weight of a destination grows during its slow start.</summary>
public enum SlowStartShape
{
    /// <summary>In proportion to the time: as nginx and HAProxy do.</summary>
    Linear,

    /// <summary>Slowly at first and at the end, fast in between: for workers that need their first requests to warm up.</summary>
    Eased,
}
