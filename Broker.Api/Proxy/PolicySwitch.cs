using Yarp.ReverseProxy.Configuration;

namespace Broker.Api.Proxy;

/// <summary>Changes the policy while requests run: none is lost, and each is picked by the old rule or by the new one.</summary>
internal sealed class PolicySwitch(IProxyConfigProvider provider) : IConfigChangeListener
{
    private readonly LiveProxyConfigProvider _provider = (LiveProxyConfigProvider)provider;
    private readonly List<(long Version, TaskCompletionSource Applied)> _waiting = [];
    private long _applied;

    /// <summary>Lays the policy over one cluster, or over all, and waits until YARP has taken it over.</summary>
    /// <exception cref="TimeoutException">YARP did not take it over within five seconds.</exception>
    public Task ChangeAsync(string policy, string? clusterId, CancellationToken cancellationToken)
    {
        // YARP may have applied it before this returns: then the number says so.
        var version = _provider.Choose(policy, clusterId).Version;
        lock (_waiting)
        {
            if (_applied >= version)
            {
                return Task.CompletedTask;
            }

            var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((version, applied));
            return applied.Task.WaitAsync(TimeSpan.FromSeconds(5), cancellationToken);
        }
    }

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        lock (_waiting)
        {
            _applied = Math.Max(_applied, proxyConfigs.OfType<LiveProxyConfig>().Max(config => config.Version));
            _waiting.ForEach(waiting =>
            {
                if (waiting.Version <= _applied)
                {
                    waiting.Applied.TrySetResult();
                }
            });
            _waiting.RemoveAll(waiting => waiting.Version <= _applied);
        }
    }

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
    }
}
