namespace Balancing.Yarp.Forwarding;

/// <summary>Counts the bytes that are held in memory so that requests can be tried again, up to <see cref="RetryRules.MaxHeldBytes"/>.</summary>
/// <remarks>Thread-safe; one or two atomic operations each.</remarks>
public sealed class HeldBytes(long most)
{
    private long _count;

    /// <summary>How many may be held.</summary>
    public long Most => most;

    /// <summary>How many are.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Adds so many bytes, 0 or more.</summary>
    /// <returns>False when they are too many: nothing was added.</returns>
    public bool TryHold(long bytes)
    {
        if (Interlocked.Add(ref _count, bytes) <= most)
        {
            return true;
        }

        Interlocked.Add(ref _count, -bytes);
        return false;
    }

    /// <summary>Gives back what <see cref="TryHold"/> has added.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _count, -bytes);
}
