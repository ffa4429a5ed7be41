namespace Balancing.Core.Reporting;

/// <summary>What is known of a destination by its own word.</summary>
public enum TelemetryState
{
    /// <summary>It has reported nothing yet.</summary>
    None,

    /// <summary>Its last report is young enough to be believed.</summary>
    Fresh,

    /// <summary>Its last report is older than that.</summary>
    Stale,

    /// <summary>The last thing it said cannot be true, or cannot be read.</summary>
    Absurd,
}
