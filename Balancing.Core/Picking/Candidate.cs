namespace Balancing.Core.Picking;

/// <summary>What a policy may know of a destination beside its load.</summary>
/// <param name="Id">Its name in its cluster.</param>
/// <param name="Weight">What it can take compared with the others, without slow start; above 0.</param>
public readonly record struct Candidate(string Id, double Weight = 1);
