namespace Balancing.Core.Picking;

/// <summary>The open destinations from now on, and how they came from those before.</summary>
/// <param name="candidates">Each at its index.</param>
/// <param name="previousIndexes">
/// For each index of the new set, the index that destination had in the old one, or -1 if it has joined. Those who
/// stay keep their order among themselves, unless the configuration was written anew.
/// </param>
/// <param name="previousCount">How many there were in the old set; 0 carries nothing over.</param>
public readonly ref struct CandidateSet(ReadOnlySpan<Candidate> candidates, ReadOnlySpan<int> previousIndexes, int previousCount)
{
    /// <summary>Each at its index.</summary>
    public ReadOnlySpan<Candidate> Candidates { get; } = candidates;

    /// <summary>For each index of the new set, the one in the old set; -1 for those that joined.</summary>
    public ReadOnlySpan<int> PreviousIndexes { get; } = previousIndexes;

    /// <summary>How many there were in the old set.</summary>
    public int PreviousCount { get; } = previousCount;
}
