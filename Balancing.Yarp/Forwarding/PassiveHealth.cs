using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Forwarding;

/// <summary>Tells YARP's passive health checks of tries that its own middleware cannot see, because another try came after them.</summary>
internal sealed class PassiveHealth(IEnumerable<IPassiveHealthCheckPolicy> policies)
{
    private readonly IPassiveHealthCheckPolicy[] _policies = [.. policies];

    /// <summary>Reports a failed try, while its error is still the request's feature.</summary>
    public void Report(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (cluster.Model.Config.HealthCheck?.Passive is { Enabled: true } passive)
        {
            var name = passive.Policy ?? HealthCheckConstants.PassivePolicy.TransportFailureRate;
            Array.Find(_policies, policy => string.Equals(policy.Name, name, StringComparison.OrdinalIgnoreCase))
                ?.RequestProxied(context, cluster, destination);
        }
    }
}
