namespace Balancing.Core.Picking;

/// <summary>A policy that picks by what destinations say of themselves, and says which to ask.</summary>
/// <remarks>It asks nobody itself: the driver sends the probes and tells what came back. An answer that never comes is never waited for.</remarks>
public interface IProbingPolicy : IPickPolicy
{
    /// <summary>The index of the destination to ask now, or -1 for none; each index counts as asked.</summary>
    int NextProbe(TimeSpan now);

    /// <summary>A destination answered.</summary>
    void Probed(int index, LoadProbe probe);
}
