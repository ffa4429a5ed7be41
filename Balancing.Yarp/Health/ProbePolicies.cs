using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Health;

/// <summary>Policies of the application's own that judge probes, where a cluster names one: any but YARP's <c>ConsecutiveFailures</c>, whose work is done here.</summary>
internal sealed partial class ProbePolicies(IEnumerable<IActiveHealthCheckPolicy> policies, ILogger<ProbePolicies> logger)
{
    /// <summary>Whether the cluster's probes are judged by such a policy.</summary>
    public bool Judge(ClusterState cluster) => Of(cluster) is not null;

    /// <summary>Has it judge one, if there is such a policy.</summary>
    public void Tell(ClusterState cluster, DestinationProbingResult result)
    {
        try
        {
            Of(cluster)?.ProbingCompleted(cluster, [result]);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogFailed(cluster.ClusterId, exception); // the next probe may go better; without this there would be none
        }
    }

    private IActiveHealthCheckPolicy? Of(ClusterState cluster)
    {
        var name = cluster.Model.Config.HealthCheck?.Active?.Policy;
        return string.IsNullOrEmpty(name) || string.Equals(name, HealthCheckConstants.ActivePolicy.ConsecutiveFailures, StringComparison.OrdinalIgnoreCase)
            ? null
            : policies.FirstOrDefault(policy => string.Equals(policy.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    [LoggerMessage(208, LogLevel.Error, "A probe of cluster '{Cluster}' could not be judged by the policy that it names.")]
    private partial void LogFailed(string cluster, Exception exception);
}
