using Balancing.Core.Queueing;

namespace Balancing.Core.Timeouts;

/// <summary>Within which bounds the time for the first byte of an answer is learned.</summary>
public sealed record TimeoutSettings
{
    /// <summary>
    /// The shortest patience with any try, above 0. Below some 0.3 s a lost packet, or a processor that was busy with something else for a moment, looks like a destination that hangs; and
    /// connecting shall have come to its own end first.
    /// </summary>
    public TimeSpan Floor { get; init; } = TimeSpan.FromMilliseconds(350);

    /// <summary>The longest with a Short, and that with every one as long as nothing is known. What takes longer than this to begin its answer never gets one.</summary>
    public TimeSpan ShortCeiling { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same for a Long.</summary>
    public TimeSpan LongCeiling { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The ceiling of a class.</summary>
    public TimeSpan CeilingOf(JobClass jobClass) => jobClass == JobClass.Short ? ShortCeiling : LongCeiling;
}
