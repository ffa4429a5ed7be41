using System.Text.Json;
using Balancing.Core.Membership;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Broker.Api.Admin;
using Broker.Api.Dispatch;
using Broker.Api.Membership;
using Broker.Api.Proxy;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.State;

/// <summary>Gathers what is to be saved from those who hold it.</summary>
internal sealed class StateSnapshot(Members members, LiveProxyConfigProvider provider, BalancingState balancing, IProxyStateLookup proxy)
{
    /// <summary>Differs from an earlier one when something may have changed since.</summary>
    public object Stamp() => (((LiveProxyConfig)provider.GetConfig()).Version, balancing.Version);

    /// <summary>All of it.</summary>
    public SavedState Take()
    {
        var (workers, drained) = members.Do((table, _) => (
            table.Members.Where(member => member.State == MemberState.Open).Select(member => SavedWorker.Of(member.Claim)).OrderBy(worker => (worker.Cluster, worker.Id)).ToArray(),
            table.Drained.Select(key => new SavedName(key.Cluster, key.Id)).OrderBy(name => (name.Cluster, name.Id)).ToArray())).Result;
        return new SavedState
        {
            Policies = provider.SavePolicies(),
            Dispatch = proxy.GetClusters()
                .Select(cluster => (cluster.ClusterId, Rules: Rules(cluster)))
                .Where(one => one.Rules is not null)
                .ToDictionary(one => one.ClusterId, one => one.Rules!),
            Drained = drained,
            Workers = workers,
        };
    }

    private SavedRules? Rules(ClusterState cluster)
        => balancing.ChosenRulesOf(cluster) is { } chosen ? new SavedRules(Text(chosen.Rules), Text(chosen.Configured)) : null;

    /// <summary>All settings as the admin calls write and read them.</summary>
    internal static Dictionary<string, string> Text(DispatchRules rules)
        => JsonSerializer.SerializeToElement(DispatchView.Of(rules, queued: 0), AdminJson.Default.DispatchView).EnumerateObject()
            .Where(setting => DispatchMembers.Find(setting.Name) is not null)
            .ToDictionary(setting => setting.Name, setting => setting.Value.ToString());
}
