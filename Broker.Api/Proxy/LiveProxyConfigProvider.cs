using Balancing.Core.Membership;
using Broker.Api.Jobs;
using Broker.Api.Membership;
using Broker.Api.State;
using Job.Hosting.Settings;
using Yarp.ReverseProxy.Configuration;

namespace Broker.Api.Proxy;

/// <summary>
/// Stands between the configuration and YARP: keeps the last state that was valid, and lays the policy that was chosen by
/// command line or by an admin call, and the workers that come and go, over what the configuration says.
/// </summary>
/// <remarks>
/// YARP would take a faulty reload as its latest state and refuse everything that follows; here it never sees one, so a
/// policy can still be changed while a file is broken. Which policy wins is <see cref="PolicyChoices"/>'.
/// </remarks>
internal sealed class LiveProxyConfigProvider : IProxyConfigProvider, IHostedService, IDisposable
{
    private readonly IProxyConfigProvider _source;
    private readonly IConfigValidator _validator;
    private readonly ILogger<LiveProxyConfigProvider> _logger;
    private readonly PolicyChoices _policies;
    private readonly Members _members;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _allTold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IProxyConfig _valid;
    private LiveProxyConfig _current;
    private IDisposable? _watch;
    private string? _lastFault;

    // Threads that tell YARP of a new state, and whether no further one may; under the lock.
    private int _telling;
    private bool _stopped;

    /// <exception cref="SettingsException">The configuration is faulty at the start; it lists all faults.</exception>
    public LiveProxyConfigProvider(
        IProxyConfigProvider source, IConfigValidator validator, PolicyChoices policies, Members members, ILogger<LiveProxyConfigProvider> logger)
    {
        _source = source;
        _validator = validator;
        _policies = policies;
        _members = members;
        _logger = logger;
        _valid = source.GetConfig();
        _policies.Restore(_valid.Clusters);
        _current = Laid(_valid);

        // At the start nobody is served yet: waiting blocks no request, and YARP's validators do not wait themselves.
        var faults = FaultsAsync(_valid).GetAwaiter().GetResult();
        if (faults.Count > 0)
        {
            throw new SettingsException([.. faults.Select(fault => new SettingFault("ReverseProxy", fault))]);
        }

        Watch(_valid);
    }

    /// <summary>The state in force, or about to be: YARP takes it over within milliseconds.</summary>
    public IProxyConfig GetConfig()
    {
        lock (_lock)
        {
            return _current;
        }
    }

    /// <summary>A destination as the configuration says it, without what is laid over it; null when it says none.</summary>
    public DestinationConfig? Configured(MemberKey key)
    {
        lock (_lock)
        {
            return _valid.Clusters.FirstOrDefault(cluster => string.Equals(cluster.ClusterId, key.Cluster, StringComparison.OrdinalIgnoreCase))
                ?.Destinations?.FirstOrDefault(destination => string.Equals(destination.Key, key.Id, StringComparison.OrdinalIgnoreCase)).Value;
        }
    }

    /// <summary>Lays a policy over one cluster, or over all.</summary>
    /// <returns>The state that holds it: in force when YARP reports this one, or a later one, as applied.</returns>
    public LiveProxyConfig Choose(string policy, string? clusterId)
    {
        return Change(() => _policies.Choose(policy, clusterId, _valid.Clusters));
    }

    /// <summary>The policies that admin calls chose, to be kept over a restart.</summary>
    public IReadOnlyDictionary<string, SavedChoice> SavePolicies()
    {
        lock (_lock)
        {
            return _policies.Save(_valid.Clusters);
        }
    }

    /// <summary>Lays the members over the clusters as they are now.</summary>
    /// <returns>As <see cref="Choose"/>.</returns>
    public LiveProxyConfig LayAnew() => Change(static () => { });

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The state stays as it is from now on; ends when YARP has taken over what it was told before, for which it needs services that are freed next.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _stopped = true;
            return _telling == 0 ? Task.CompletedTask : _allTold.Task.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _current.Dispose();
    }

    private LiveProxyConfig Change(Action change)
    {
        LiveProxyConfig replaced;
        LiveProxyConfig current;
        lock (_lock)
        {
            if (_stopped)
            {
                return _current;
            }

            change();
            replaced = Replace();
            current = _current;
            _telling++;
        }

        try
        {
            replaced.SignalReplaced();
        }
        finally
        {
            EndTelling();
        }

        return current;
    }

    private void EndTelling()
    {
        lock (_lock)
        {
            if (--_telling == 0 && _stopped)
            {
                _allTold.TrySetResult();
            }
        }
    }

    private void Watch(IProxyConfig config)
    {
        _watch?.Dispose();
        _watch = config.ChangeToken.RegisterChangeCallback(_ => _ = ReloadAsync(), null);
    }

    private async Task ReloadAsync()
    {
        IProxyConfig? config = null;
        try
        {
            config = _source.GetConfig();
            var faults = await FaultsAsync(config);
            if (faults.Count > 0)
            {
                Report(string.Join(' ', faults));
                return;
            }

            Change(() =>
            {
                _lastFault = null;
                _policies.ForgetOvertaken(_valid.Clusters, config.Clusters);
                _valid = config;
            });
            ProxyLog.ConfigurationReloaded(_logger, config.Routes.Count, config.Clusters.Count);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Report(exception.Message);
        }
        finally
        {
            Watch(config ?? _source.GetConfig());
        }
    }

    private async Task<List<string>> FaultsAsync(IProxyConfig config)
    {
        List<string> faults = [];
        foreach (var route in config.Routes)
        {
            faults.AddRange((await _validator.ValidateRouteAsync(route)).Select(fault => fault.Message));
            if (JobRoutes.FaultOf(route) is { } fault)
            {
                faults.Add(fault);
            }
        }

        // As the configuration says it, without what is laid over it: a wrong name under a chosen policy is a fault, too.
        foreach (var cluster in config.Clusters)
        {
            faults.AddRange((await _validator.ValidateClusterAsync(cluster)).Select(fault => fault.Message));
        }

        return faults;
    }

    // Editors and file watchers report one change several times; the same fault is said once.
    private void Report(string fault)
    {
        lock (_lock)
        {
            if (fault == _lastFault)
            {
                return;
            }

            _lastFault = fault;
        }

        ProxyLog.ConfigurationRefused(_logger, fault);
    }

    // Whoever gets the replaced state tells YARP of it once the lock is free: YARP may come back at once, on the same thread.
    private LiveProxyConfig Replace()
    {
        var replaced = _current;
        _current = Laid(_valid, replaced.Version + 1);
        return replaced;
    }

    private LiveProxyConfig Laid(IProxyConfig config, long version = 0) => new(
        config.Routes,
        [.. _members.Lay(config.Clusters).Select(cluster => cluster with { LoadBalancingPolicy = _policies.Of(cluster) })],
        version);
}
