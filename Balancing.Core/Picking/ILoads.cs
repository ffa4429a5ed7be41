namespace Balancing.Core.Picking;

/// <summary>What a policy may know of one pick: the candidates, each by its index, and what the request brings.</summary>
/// <remarks>
/// Implement it as a struct: policies take it as a generic parameter, so that the calls are inlined
/// and nothing is boxed. The figures may change between two reads, when other threads return.
/// </remarks>
public interface ILoads
{
    /// <summary>How many candidates there are; 0 when every destination is closed.</summary>
    int Count { get; }

    /// <summary>How many of them can take a request now; 0 when none has a free slot.</summary>
    int FreeCount { get; }

    /// <summary>Now, on the driver's clock.</summary>
    TimeSpan Now { get; }

    /// <summary>What the request is bound to, as <see cref="PickKey"/> makes it of an application or a header; 0 for nothing.</summary>
    ulong Key { get; }

    /// <summary>
    /// The first candidate from this index on that can take a request now, or -1: one without a free slot is passed over.
    /// </summary>
    int NextFree(int from);

    /// <summary>Whether this candidate can take a request now.</summary>
    bool IsFree(int index);

    /// <summary>
    /// The index of the free candidate of this rank, so that one can be drawn: 0 for the first of them, less than <see cref="FreeCount"/>.
    /// A constant cost while all are free, otherwise a look at a word for every 64 candidates.
    /// </summary>
    int FreeAt(int rank);

    /// <summary>Requests leased to the candidate and not yet finished; 0 or more.</summary>
    int InFlight(int index);

    /// <summary>
    /// Requests the candidate has been given, for breaking ties; 0 or more. A destination that joins, or comes back,
    /// starts at the level of the least given of the others, so that catching up is not asked of it.
    /// </summary>
    long Given(int index);

    /// <summary>What the candidate can take compared with the others, slow start applied; above 0, and 1 where nothing is configured.</summary>
    double Weight(int index);

    /// <summary>Seconds from dispatch to the last byte, as <see cref="Estimating.PeakEwma"/> of the candidate; 0 while nothing is known.</summary>
    double Latency(int index);
}
