namespace Balancing.Core.Outliers;

/// <summary>What others than its own traffic say of a destination: its probes, or whoever closes it.</summary>
public enum Standing
{
    /// <summary>Nothing against it.</summary>
    Open,

    /// <summary>Its probes are answered with errors: the check may be at fault, not the destination. Used in panic, last of all.</summary>
    Doubted,

    /// <summary>It does not answer, or says itself that it takes nothing: never used.</summary>
    Closed,
}
