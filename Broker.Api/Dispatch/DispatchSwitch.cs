using System.Text.Json;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Broker.Api.State;
using Job.Http.Problems;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Dispatch;

/// <summary>Reads and changes how jobs are dispatched while they are: jobs that wait go by the new settings, none is lost.</summary>
internal sealed class DispatchSwitch(IProxyStateLookup proxy, BalancingState balancing)
{
    private const string Cluster = "cluster";

    private readonly Lock _changing = new();

    public DispatchView View()
    {
        var clusters = Clusters().ToDictionary(
            cluster => cluster.ClusterId,
            cluster => DispatchView.Of(balancing.RulesOf(cluster), balancing.WaitingIn(cluster)),
            StringComparer.OrdinalIgnoreCase);
        return (clusters.Values.FirstOrDefault() ?? DispatchView.Of(new DispatchRules(), queued: 0)) with { Clusters = clusters };
    }

    /// <summary>Every setting of every cluster, as text.</summary>
    public IReadOnlyList<(string Cluster, string Name, string Value)> Text()
        => [.. Clusters().SelectMany(cluster => StateSnapshot.Text(balancing.RulesOf(cluster)).Select(setting => (cluster.ClusterId, setting.Key, setting.Value)))];

    /// <summary>Changes what the object names, all or nothing.</summary>
    /// <returns>The faults, by member; none when the change is in force.</returns>
    public Dictionary<string, string[]> Change(JsonElement change)
    {
        lock (_changing)
        {
            var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
            var clusters = Clusters().ToArray();
            if (Member(change, Cluster) is { ValueKind: not JsonValueKind.Null } chosen)
            {
                clusters = Array.FindAll(clusters, cluster => cluster.ClusterId.Equals(chosen.ToString(), StringComparison.OrdinalIgnoreCase));
                if (clusters.Length == 0)
                {
                    faults[Cluster] = [$"There is no cluster '{GivenText.Shorten(chosen.ToString())}'; it is one of {string.Join(", ", Clusters().Select(cluster => cluster.ClusterId))}."];
                }
            }

            var rules = Array.ConvertAll(clusters, cluster => Changed(balancing.RulesOf(cluster), change, faults));
            if (faults.Count == 0)
            {
                for (var index = 0; index < clusters.Length; index++)
                {
                    balancing.Use(clusters[index], rules[index]);
                }
            }

            return faults;
        }
    }

    private static DispatchRules Changed(DispatchRules rules, JsonElement change, Dictionary<string, string[]> faults)
    {
        foreach (var given in change.EnumerateObject().Where(given => !given.NameEquals(Cluster)))
        {
            var text = given.Value.ValueKind is JsonValueKind.Null ? "" : given.Value.ToString();
            if (DispatchMembers.Find(given.Name) is not { } member)
            {
                faults[GivenText.Shorten(given.Name)] = [$"There is no setting '{GivenText.Shorten(given.Name)}'; the settings are {string.Join(", ", DispatchMembers.Names.Select(JsonNamingPolicy.CamelCase.ConvertName))}."];
            }
            else if (member.Read(rules, text) is { } changed)
            {
                rules = changed;
            }
            else
            {
                faults[given.Name] = [$"{given.Name} is '{GivenText.Shorten(text)}'; it must be {member.Allowed}."];
            }
        }

        return rules;
    }

    private static JsonElement? Member(JsonElement change, string name) => change.TryGetProperty(name, out var value) ? value : null;

    private IEnumerable<ClusterState> Clusters() => proxy.GetClusters().OrderBy(cluster => cluster.ClusterId, DestinationOrder.ById);
}
