namespace Balancing.Core.Picking;

/// <summary>Chooses one of the candidates; one instance serves one set of open destinations of one cluster.</summary>
/// <remarks>
/// Not thread-safe: one picker owns it and calls it under its lock. <see cref="Follow"/> comes before the first pick over a set. A pick allocates
/// nothing, locks nothing and never throws.
/// </remarks>
public interface IPickPolicy
{
    /// <summary>The name by which configuration, commands and logs know it; one of <see cref="PolicyNames"/>.</summary>
    string Name { get; }

    /// <summary>Whether it weighs by itself how fast, or how near, a candidate is: then slow ones are not kept for last before it is asked.</summary>
    bool JudgesSpeed => false;

    /// <summary>The index of the candidate that shall have the next request, or -1 when none is free.</summary>
    int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads;

    /// <summary>
    /// The policy that goes on when the open destinations, or their weights, have changed: the same instance where it keeps nothing that
    /// hangs on the set, otherwise one that carries over what still holds.
    /// </summary>
    IPickPolicy Follow(CandidateSet open) => this;

    /// <summary>
    /// The policy for picks among some of the candidates, such as retries: one with a state of its own where these would disturb the order
    /// of the others, and be disturbed by it; otherwise itself.
    /// </summary>
    IPickPolicy Apart() => this;
}
