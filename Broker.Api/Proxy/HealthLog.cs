using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Proxy;

/// <summary>Says in one line when a worker is taken out or in; YARP's own lines say it of every worker at every start.</summary>
internal sealed class HealthLog(IDestinationHealthUpdater inner, IHostApplicationLifetime lifetime, ILogger<HealthLog> logger) : IDestinationHealthUpdater
{
    public void SetActive(ClusterState cluster, IEnumerable<NewActiveDestinationHealth> newHealthStates)
    {
        var states = newHealthStates.ToArray();
        foreach (var state in states)
        {
            Say(state.Destination, state.Destination.Health.Active, state.NewActiveHealth);
        }

        inner.SetActive(cluster, states);
    }

    public void SetPassive(ClusterState cluster, DestinationState destination, DestinationHealth newHealth, TimeSpan reactivationPeriod)
    {
        Say(destination, destination.Health.Passive, newHealth);
        inner.SetPassive(cluster, destination, newHealth, reactivationPeriod);
    }

    private void Say(DestinationState destination, DestinationHealth before, DestinationHealth after)
    {
        if (after == before)
        {
            return;
        }

        if (after == DestinationHealth.Unhealthy)
        {
            SayLost(destination);
        }
        else if (before == DestinationHealth.Unhealthy)
        {
            ProxyLog.WorkerReturned(logger, destination.DestinationId, destination.Model.Config.Address);
        }
    }

    // Before the broker listens nothing of it counts yet: a port in use shall be the one line that is said.
    private void SayLost(DestinationState destination)
    {
        if (lifetime.ApplicationStarted.IsCancellationRequested)
        {
            ProxyLog.WorkerLost(logger, destination.DestinationId, destination.Model.Config.Address);
            return;
        }

        lifetime.ApplicationStarted.Register(() =>
        {
            if (destination.Health.Active == DestinationHealth.Unhealthy || destination.Health.Passive == DestinationHealth.Unhealthy)
            {
                ProxyLog.WorkerLost(logger, destination.DestinationId, destination.Model.Config.Address);
            }
        });
    }
}
