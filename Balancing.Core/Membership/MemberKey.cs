namespace Balancing.Core.Membership;

/// <summary>A worker's name within its cluster; letter case plays no part in either.</summary>
/// <param name="Cluster">The cluster it serves.</param>
/// <param name="Id">Its name there.</param>
public readonly record struct MemberKey(string Cluster, string Id)
{
    /// <inheritdoc/>
    public bool Equals(MemberKey other)
        => string.Equals(Cluster, other.Cluster, StringComparison.OrdinalIgnoreCase) && string.Equals(Id, other.Id, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode()
        => HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(Cluster), StringComparer.OrdinalIgnoreCase.GetHashCode(Id));
}
