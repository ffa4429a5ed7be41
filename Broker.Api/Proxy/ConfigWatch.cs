using Yarp.ReverseProxy.Configuration;

namespace Broker.Api.Proxy;

/// <summary>Knows which state of routes and clusters YARP goes by, for those who have changed it and want to say that it is done.</summary>
internal sealed class ConfigWatch : IConfigChangeListener
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<(long Version, TaskCompletionSource Applied)> _waiting = [];
    private long _applied;

    /// <summary>YARP has taken over a state.</summary>
    public event Action? Applied;

    /// <summary>Waits until YARP has taken over this state, or a later one.</summary>
    /// <exception cref="TimeoutException">It did not within five seconds.</exception>
    public Task AppliedAsync(LiveProxyConfig config, CancellationToken cancellationToken)
    {
        // YARP may have applied it before this is called: then the number says so.
        lock (_waiting)
        {
            if (_applied >= config.Version)
            {
                return Task.CompletedTask;
            }

            var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((config.Version, applied));
            return applied.Task.WaitAsync(Patience, cancellationToken);
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

        Applied?.Invoke();
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
