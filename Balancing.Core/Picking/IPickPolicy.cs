namespace Balancing.Core.Picking;

/// <summary>Chooses one of the candidates; one instance serves one set of open destinations of one cluster.</summary>
/// <remarks>Safe for use by several threads. A pick allocates nothing, locks nothing and never throws.</remarks>
public interface IPickPolicy
{
    /// <summary>The name by which configuration, commands and logs know it; one of <see cref="PolicyNames"/>.</summary>
    string Name { get; }

    /// <summary>The index of the candidate that shall have the next request, or -1 when there is none.</summary>
    int Pick<TLoads>(TLoads loads)
        where TLoads : struct, ILoads;

    /// <summary>
    /// The policy that goes on when the open destinations have changed: the same instance where it keeps nothing between
    /// picks, otherwise one that carries over what still holds.
    /// </summary>
    /// <param name="previousIndexes">
    /// For each index of the new set, the index that destination had in the old one, or -1 if it has joined. Those who
    /// stay keep their order among themselves, unless the configuration was written anew.
    /// </param>
    /// <param name="previousCount">How many there were in the old set; 0 asks for one that carries nothing over.</param>
    IPickPolicy Follow(ReadOnlySpan<int> previousIndexes, int previousCount);
}
