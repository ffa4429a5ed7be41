namespace Balancing.Core.Queueing;

/// <summary>What a <see cref="Dispatcher"/> holds at one moment.</summary>
/// <param name="WaitingShorts">Waiting jobs dispatched as Short, those that come back from a destination among them.</param>
/// <param name="WaitingLongs">Waiting jobs dispatched as Long.</param>
/// <param name="NextShortWaited">How long the next Short has waited that has been nowhere; null when none waits.</param>
/// <param name="NextLongWaited">The same for the next Long.</param>
/// <param name="Slots">Slots of all open destinations together; null as soon as one has no limit.</param>
/// <param name="RunningShorts">Running jobs that count as Short.</param>
/// <param name="RunningLongs">Running jobs that count as Long.</param>
/// <param name="HeldBack">Slots that Longs leave to Shorts now, busy or free: Longs take at most the others.</param>
/// <param name="Overtakings">Shorts that went before a waiting Long which had come earlier, since the start.</param>
public readonly record struct QueueView(
    int WaitingShorts,
    int WaitingLongs,
    TimeSpan? NextShortWaited,
    TimeSpan? NextLongWaited,
    long? Slots,
    int RunningShorts,
    int RunningLongs,
    int HeldBack,
    long Overtakings);
