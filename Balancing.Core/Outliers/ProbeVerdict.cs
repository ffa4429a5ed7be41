namespace Balancing.Core.Outliers;

/// <summary>What a probe has changed.</summary>
public enum ProbeVerdict
{
    /// <summary>Nothing.</summary>
    Unchanged,

    /// <summary>The destination is open from now on.</summary>
    Opened,

    /// <summary>The destination is closed from now on.</summary>
    Closed,
}
