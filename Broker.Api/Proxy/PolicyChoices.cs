using Balancing.Core.Picking;
using Broker.Api.State;
using Yarp.ReverseProxy.Configuration;

namespace Broker.Api.Proxy;

/// <summary>
/// Which policy each cluster goes by: the latest change, be it an admin call's or the configuration's; at the start what was saved, unless the
/// configuration has changed since, then the command line, then the configuration, then round-robin.
/// </summary>
/// <remarks>Not thread-safe: its owner holds a lock.</remarks>
internal sealed class PolicyChoices(string? startPolicy, IReadOnlyDictionary<string, SavedChoice> saved)
{
    private readonly Dictionary<string, string> _chosen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The policy in force.</summary>
    public string Of(ClusterConfig cluster) => _chosen.GetValueOrDefault(cluster.ClusterId) ?? Base(cluster);

    /// <summary>Lays a policy over one cluster, or over all.</summary>
    public void Choose(string policy, string? clusterId, IReadOnlyList<ClusterConfig> clusters)
    {
        foreach (var cluster in clusters.Where(cluster => clusterId is null || IsSame(cluster.ClusterId, clusterId)))
        {
            _chosen[cluster.ClusterId] = policy;
        }
    }

    /// <summary>The later change wins: where the configuration now names another policy than before, the admin's choice is over.</summary>
    public void ForgetOvertaken(IReadOnlyList<ClusterConfig> before, IReadOnlyList<ClusterConfig> after)
    {
        foreach (var cluster in after)
        {
            var old = before.FirstOrDefault(one => IsSame(one.ClusterId, cluster.ClusterId));
            if (old is null || !IsSame(old.LoadBalancingPolicy, cluster.LoadBalancingPolicy))
            {
                _chosen.Remove(cluster.ClusterId);
            }
        }
    }

    /// <summary>What is to be kept over a restart.</summary>
    public IReadOnlyDictionary<string, SavedChoice> Save(IReadOnlyList<ClusterConfig> clusters) => clusters
        .Where(cluster => _chosen.ContainsKey(cluster.ClusterId))
        .ToDictionary(cluster => cluster.ClusterId, cluster => new SavedChoice(_chosen[cluster.ClusterId], Base(cluster)));

    /// <summary>Takes over what was kept, where the configuration still says what it said then.</summary>
    public void Restore(IReadOnlyList<ClusterConfig> clusters)
    {
        foreach (var cluster in clusters)
        {
            if (saved.FirstOrDefault(one => IsSame(one.Key, cluster.ClusterId)).Value is { } choice && IsSame(choice.Over, Base(cluster)))
            {
                _chosen[cluster.ClusterId] = choice.Is;
            }
        }
    }

    private string Base(ClusterConfig cluster) => startPolicy ?? cluster.LoadBalancingPolicy ?? PolicyNames.RoundRobin;

    private static bool IsSame(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
