using Balancing.Core.Membership;
using Broker.Api.Admin;
using Broker.Api.Membership;

namespace Broker.Api.Restarting;

/// <summary>Takes one worker out of service for a while, and back in.</summary>
internal sealed class DrainedWorker(WorkersView workers, MemberSwitch members, BrokerOptions options, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    // A worker that has just started listening is taken in by the next health check, a second later at most.
    private static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(30);

    /// <summary>Closes it, and returns when its last job has ended. Never takes the last open one.</summary>
    /// <exception cref="RestartException">No other is open, or its jobs did not end within <c>Broker:DrainTimeout</c>; it is as it was.</exception>
    public async Task DrainAsync(string id, CancellationToken cancellationToken)
    {
        if (Clusters(id).Any(cluster => !Others(id, cluster).Any()))
        {
            throw new RestartException("it is the only worker; jobs would be refused while it restarts. Start a second one (lb up --workers 2).");
        }

        await UntilAsync(
            () => Clusters(id).All(cluster => Others(id, cluster).Any(worker => worker.State == "healthy")),
            ReturnPatience,
            "no other worker is open, so that jobs would be refused while it restarts. Open those that are drained (lb open ID).",
            cancellationToken);
        await members.SetDrainedAsync(Keys(id), drained: true, cancellationToken);
        try
        {
            await UntilAsync(
                () => workers.Of(id).All(worker => worker.State == "drained"),
                options.DrainTimeout,
                $"its jobs did not end within {options.DrainTimeout:c} (Broker:DrainTimeout); it goes on as it is.",
                cancellationToken);
        }
        catch
        {
            await OpenAsync(id);
            throw;
        }
    }

    /// <summary>Opens it to jobs again.</summary>
    public Task OpenAsync(string id) => members.SetDrainedAsync(Keys(id), drained: false, CancellationToken.None);

    /// <summary>Returns when it gets jobs.</summary>
    /// <exception cref="RestartException">It does not answer its health checks.</exception>
    public Task HealthyAsync(string id, CancellationToken cancellationToken) => UntilAsync(
        () => workers.Of(id).All(worker => worker.State == "healthy"),
        ReturnPatience,
        "it was restarted and does not answer its health checks.",
        cancellationToken);

    private async Task UntilAsync(Func<bool> holds, TimeSpan patience, string fault, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (!holds())
        {
            if (time.GetElapsedTime(start) > patience)
            {
                throw new RestartException(fault);
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private IEnumerable<WorkerView> Others(string id, string cluster) => workers.All().Where(worker => worker.Cluster == cluster && worker.Id != id);

    private IEnumerable<string> Clusters(string id) => workers.Of(id).Select(worker => worker.Cluster);

    private MemberKey[] Keys(string id) => [.. workers.Of(id).Select(worker => new MemberKey(worker.Cluster, worker.Id))];
}
