using System.Globalization;
using Balancing.Core.Picking;
using Balancing.Core.Queueing;
using Balancing.Simulation;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Job.Http.Problems;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Dashboard;

/// <summary>Sends the jobs of the last two minutes through the simulator, once as the cluster is and once as it might be.</summary>
/// <remarks>Two runs of 32,768 jobs at most, a few tenths of a second of one processor, one question at a time.</remarks>
internal sealed class WhatIf(IProxyStateLookup proxy, BalancingState balancing, Traffic traffic) : IDisposable
{
    private const int Most = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Answers the question, or says what is wrong with it.</summary>
    public async Task<(WhatIfView? View, Refusal? Refusal)> AskAsync(WhatIfChange change, CancellationToken stop)
    {
        if (Find(change.Cluster) is not { } cluster)
        {
            return (null, Bad("cluster", $"There is no cluster '{GivenText.Shorten(change.Cluster ?? "")}'."));
        }

        var now = NowOf(cluster);
        if (FaultOf(change) is { } fault)
        {
            return (null, fault);
        }

        var then = now.With(change);
        var jobs = traffic.RecentJobs;
        if (jobs.Length == 0)
        {
            return (null, new Refusal(StatusCodes.Status409Conflict, "No job has ended within the last two minutes: there is nothing to send through the simulator."));
        }

        if (!await _one.WaitAsync(TimeSpan.Zero, stop))
        {
            return (null, new Refusal(StatusCodes.Status503ServiceUnavailable, "Another question is being answered; ask again.", RetryAfter: TimeSpan.FromSeconds(2)));
        }

        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Patience);
            return (await Task.Run(() => Run(Workload.Replay(jobs), now, then, patience.Token), patience.Token), null);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, new Refusal(StatusCodes.Status503ServiceUnavailable, $"The simulator was not done within {Patience.TotalSeconds} s.", RetryAfter: TimeSpan.FromSeconds(10)));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static WhatIfView Run(Workload workload, WhatIfSetting now, WhatIfSetting then, CancellationToken stop) => new(
        workload.Jobs,
        Math.Round(workload.Recorded![^1].At.TotalSeconds, 1),
        WhatIfRun.Of(now.ToString(), Simulator.Run(workload, now.Cluster, now.Design, stop)),
        WhatIfRun.Of(then.ToString(), Simulator.Run(workload, then.Cluster, then.Design, stop)));

    private static Refusal? FaultOf(WhatIfChange change)
        => change.Policy is { } policy && !PickPolicies.BuiltIn.Names.Contains(policy, StringComparer.OrdinalIgnoreCase)
            ? Bad("policy", $"There is no policy '{GivenText.Shorten(policy)}'; it is one of {string.Join(", ", PickPolicies.BuiltIn.Names)}.")
            : FaultOf("Order", change.Order) ?? FaultOf("Reservation", change.Reservation) ?? FaultOf("slots", change.Slots) ?? FaultOf("workers", change.Workers);

    private static Refusal? FaultOf(string name, string? text)
        => text is not null && DispatchMembers.Find(name) is { } member && member.Read(new DispatchRules(), text) is null
            ? Bad(name.ToLowerInvariant(), $"{name.ToLowerInvariant()} is '{GivenText.Shorten(text)}'; it must be {member.Allowed}.")
            : null;

    private static Refusal? FaultOf(string name, int? number)
        => number is < 1 or > Most ? Bad(name, string.Create(CultureInfo.InvariantCulture, $"{name} is {number}; it must be a whole number from 1 to {Most}.")) : null;

    private static Refusal Bad(string member, string detail)
        => new(StatusCodes.Status400BadRequest, detail, new Dictionary<string, string[]> { [member] = [detail] });

    private ClusterState? Find(string? name)
        => proxy.GetClusters().OrderBy(cluster => cluster.ClusterId, DestinationOrder.ById)
            .FirstOrDefault(cluster => name is null || cluster.ClusterId.Equals(name, StringComparison.OrdinalIgnoreCase));

    private WhatIfSetting NowOf(ClusterState cluster)
    {
        var rules = balancing.RulesOf(cluster);
        var open = cluster.DestinationsState.AvailableDestinations;
        var slots = open.Select(destination => balancing.LoadOf(cluster, destination).Slots).OfType<int>().ToArray();
        var policy = cluster.Model.Config.LoadBalancingPolicy;
        return new WhatIfSetting(
            PickPolicies.BuiltIn.Names.FirstOrDefault(name => name.Equals(policy, StringComparison.OrdinalIgnoreCase)) ?? PolicyNames.RoundRobin,
            rules.Queue,
            slots.Length == 0 ? null : (int)Math.Clamp(Math.Round(slots.Average()), 1, Most),
            Math.Clamp(open.Count, 1, Most));
    }
}
