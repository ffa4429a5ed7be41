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

    /// <summary>The broker sees that the worker which held the job is gone.</summary>
    IsLost,

    /// <summary>A dispatcher asked to be told that time has passed.</summary>
    TimePasses,

    /// <summary>A probe comes to its worker.</summary>
    ProbeReaches,

    /// <summary>Its answer is back.</summary>
    ProbeReturns,

    /// <summary>A worker dies.</summary>
    WorkerFails,

    /// <summary>A worker is back.</summary>
    WorkerReturns,

    /// <summary>The brokers see that one of both has happened.</summary>
    BrokersSee,
}
