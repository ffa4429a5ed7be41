namespace Broker.Api.Proxy;

/// <summary>Changes the policy while requests run: none is lost, and each is picked by the old rule or by the new one.</summary>
internal sealed class PolicySwitch(LiveProxyConfigProvider provider, ConfigWatch watch)
{
    /// <summary>Lays the policy over one cluster, or over all, and waits until YARP has taken it over.</summary>
    /// <exception cref="TimeoutException">YARP did not take it over within five seconds.</exception>
    public Task ChangeAsync(string policy, string? clusterId, CancellationToken cancellationToken)
        => watch.AppliedAsync(provider.Choose(policy, clusterId), cancellationToken);
}
