namespace Balancing.Core.Queueing;

/// <summary>Between whom the waiting Shorts are shared.</summary>
public enum Fairness
{
    /// <summary>Nobody: one queue for all.</summary>
    None,

    /// <summary>Applications: a flood from one delays only itself.</summary>
    Application,
}
