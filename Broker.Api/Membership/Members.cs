using Balancing.Core.Membership;
using Broker.Api.State;
using Yarp.ReverseProxy.Configuration;

namespace Broker.Api.Membership;

/// <summary>The table of members with its clock and its lock, and how it lies over the clusters of the configuration.</summary>
/// <remarks>Whoever changes it lays it anew: see <see cref="MemberSwitch"/>.</remarks>
internal sealed class Members(MembersOptions options, TimeProvider time, ILogger<Members> logger) : IMemberSink
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private MemberTable? _table;
    private IReadOnlyList<ClusterConfig>? _configured;

    /// <summary>Whether anybody may register.</summary>
    public bool IsOpen => options.Source != MembersOptions.Configured;

    private TimeSpan Now => time.GetElapsedTime(_start);

    // Made late, because it reports to this.
    private MemberTable Table => _table ??= new MemberTable(this);

    /// <summary>Takes over who was a member before a restart, each with a new lease; who is drained holds for those of the configuration, too.</summary>
    public void Restore(SavedState saved)
    {
        lock (_lock)
        {
            foreach (var worker in saved.Workers.Where(_ => IsOpen))
            {
                Table.Register(worker.ToClaim(), Now);
            }

            foreach (var name in saved.Drained)
            {
                Table.SetDrained(new MemberKey(name.Cluster, name.Id), drained: true);
            }
        }
    }

    /// <summary>Asks or changes the table.</summary>
    /// <returns>What came of it, and whether destinations have changed by it.</returns>
    public (T Result, bool Changed) Do<T>(Func<MemberTable, TimeSpan, T> action)
    {
        lock (_lock)
        {
            var before = Table.Version;
            var result = action(Table, Now);
            return (result, Table.Version != before);
        }
    }

    /// <summary>Lays the members over the clusters of the configuration.</summary>
    public IReadOnlyList<ClusterConfig> Lay(IReadOnlyList<ClusterConfig> clusters)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(clusters, _configured))
            {
                Table.Configure(options.Source == MembersOptions.Registered
                    ? []
                    : clusters.SelectMany(cluster => (cluster.Destinations?.Keys ?? []).Select(id => new MemberKey(cluster.ClusterId, id))));
                _configured = clusters;
            }

            return [.. clusters.Select(Lay)];
        }
    }

    void IMemberSink.Lapsed(Member member) => MemberLog.Lapsed(logger, member.Claim.Key.Id, member.Claim.Address, member.Claim.Lease!.Value.TotalSeconds);

    void IMemberSink.Ended(Member member) => MemberLog.Ended(logger, member.Claim.Key.Id, member.Claim.Address);

    private ClusterConfig Lay(ClusterConfig cluster)
    {
        var configured = options.Source == MembersOptions.Registered ? null : cluster.Destinations;
        var laid = new Dictionary<string, DestinationConfig>(configured ?? new Dictionary<string, DestinationConfig>(), StringComparer.OrdinalIgnoreCase);
        foreach (var member in Table.Members.Where(member => IsIn(cluster, member.Claim.Key)))
        {
            var destination = MemberDestination.Of(member.Claim, laid.GetValueOrDefault(member.Claim.Key.Id));
            laid[member.Claim.Key.Id] = member.State == MemberState.Open ? destination : MemberDestination.Closed(destination);
        }

        foreach (var key in Table.Drained.Where(key => IsIn(cluster, key) && laid.ContainsKey(key.Id)))
        {
            laid[key.Id] = MemberDestination.Closed(laid[key.Id]);
        }

        return cluster with { Destinations = laid };
    }

    private static bool IsIn(ClusterConfig cluster, MemberKey key) => string.Equals(key.Cluster, cluster.ClusterId, StringComparison.OrdinalIgnoreCase);
}
