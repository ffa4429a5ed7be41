namespace Balancing.Simulation;

/// <summary>Who goes next at a worker where jobs wait for one of its slots.</summary>
public enum WorkerOrder
{
    /// <summary>Who came there first.</summary>
    Arrival,

    /// <summary>Short before Long; among those of a class, who came first.</summary>
    ShortFirst,
}
