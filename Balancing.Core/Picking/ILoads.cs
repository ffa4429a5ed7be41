namespace Balancing.Core.Picking;

/// <summary>What a policy may know of the candidates of one pick, each by its index.</summary>
/// <remarks>
/// Implement it as a struct: policies take it as a generic parameter, so that the calls are inlined
/// and nothing is boxed. The figures may change between two reads, when other threads pick or return.
/// </remarks>
public interface ILoads
{
    /// <summary>How many candidates there are; 0 when every destination is closed.</summary>
    int Count { get; }

    /// <summary>
    /// The first candidate from this index on that can take a request now, or -1: one without a free slot is passed over.
    /// </summary>
    int NextFree(int from);

    /// <summary>Requests leased to the candidate and not yet finished; 0 or more.</summary>
    int InFlight(int index);

    /// <summary>
    /// Requests the candidate has been given, for breaking ties; 0 or more. A destination that joins, or comes back,
    /// starts at the level of the least given of the others, so that catching up is not asked of it.
    /// </summary>
    long Given(int index);
}
