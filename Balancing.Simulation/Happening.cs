namespace Balancing.Simulation;

/// <summary>The kinds of events.</summary>
internal enum Happening
{
    /// <summary>A job comes to the broker.</summary>
    Arrives,

    /// <summary>A dispatched job comes to its worker.</summary>
    ReachesWorker,

    /// <summary>A worker ends a job.</summary>
    Ends,

    /// <summary>The answer is back at the broker.</summary>
    Returns,

    /// <summary>The dispatcher asked to be told that time has passed.</summary>
    TimePasses,
}
