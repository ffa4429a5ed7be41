using System.Diagnostics.Metrics;
using Balancing.Core.Outliers;
using Balancing.Core.Picking;
using Balancing.Yarp.Decisions;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Health;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Measuring;
using Balancing.Yarp.Membership;
using Balancing.Yarp.Policies;
using Balancing.Yarp.Reporting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp;

/// <summary>Adds the balancing of this library to a YARP application.</summary>
public static class BalancingExtensions
{
    /// <summary>
    /// Adds all policies, by the names in <see cref="PolicyNames"/>, for use as <c>LoadBalancingPolicy</c> of any cluster;
    /// counts every forwarded request from the pick to the last byte of its answer (<see cref="BalancingState"/>); and
    /// tries a request at another destination when one cannot be connected to, or fails at a request that may be repeated (<see cref="RetryRules"/>).
    /// Load reports of destinations (<c>endpoint-load-metrics</c>, and
    /// <c>X-Slots</c> and <c>GET /load</c> where slots are reported) are read, and kept from clients. A destination whose metadata say
    /// <c>"State": "draining"</c> gets no new request, while those it holds run on. Destinations whose requests fail where others' do not are ejected for a while, and those of clusters with
    /// <c>HealthCheck:Active</c> are probed (<see cref="HealthRules"/>).
    /// </summary>
    /// <param name="builder">YARP's, after <c>AddReverseProxy</c>.</param>
    /// <param name="rules">How requests are dispatched where a cluster's metadata do not say; without it nothing ever waits.</param>
    /// <param name="retries">How requests are tried again that came to no good end at a destination.</param>
    /// <param name="health">How the health of destinations is judged; without it probes have the interval and timeout of YARP's <see cref="ActiveHealthCheckMonitorOptions"/>.</param>
    /// <remarks>
    /// Nothing else is needed: it works under <c>MapReverseProxy()</c> as it stands, and with pipelines of one's own. To let requests wait for
    /// a slot, add <see cref="UseDispatch"/> to the pipeline.
    /// </remarks>
    /// <exception cref="InvalidOperationException">It was added before <c>AddReverseProxy</c>.</exception>
    public static IReverseProxyBuilder AddBalancing(
        this IReverseProxyBuilder builder, DispatchRules? rules = null, RetryRules? retries = null, HealthRules? health = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(service => service.ServiceType == typeof(BalancingState)))
        {
            return builder;
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<IJobClassifier, RouteJobClassifier>();
        builder.Services.AddSingleton(services => new BalancingState(
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IJobClassifier>(), rules ?? new DispatchRules(), retries ?? new RetryRules(),
            services.GetRequiredService<IMeterFactory>())
        {
            Observers = [.. services.GetServices<IJobObserver>()],
        });
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<ITryObserver>(services => services.GetRequiredService<BalancingState>().Measures);
        builder.Services.AddHostedService<Gauges>();
        builder.Services.AddSingleton(services => services.GetRequiredService<BalancingState>().Held);
        builder.Services.AddSingleton<PassiveHealth>();
        RemoveNamesakes(builder.Services);
        foreach (var name in PickPolicies.BuiltIn.Names)
        {
            builder.Services.AddSingleton<ILoadBalancingPolicy>(services =>
                new PickPolicyAdapter(name, services.GetRequiredService<BalancingState>()));
        }

        // YARP's own are internal; whichever is registered, an application's too, is wrapped as it is.
        builder.Services.Decorate<IHttpForwarder>((provider, inner) => new LeasingForwarder(
            inner, provider.GetRequiredService<BalancingState>(), provider.GetRequiredService<PassiveHealth>(), provider.GetServices<ITryObserver>()));
        builder.Services.Decorate<IClusterDestinationsUpdater>((provider, inner) => new DestinationsWatch(
            inner, provider.GetRequiredService<BalancingState>(), provider.GetRequiredService<HealthBook>()));
        builder.Services.AddHealth(health);

        // Those that drain are taken away before it is asked who of the others is well.
        builder.Services.DecorateAll<IAvailableDestinationsPolicy>((_, inner) => new DrainAwareDestinations(inner));
        builder.Services.AddHostedService<LoadPoller>();
        return builder.AddTransforms<MetadataCheck>().AddTransforms<RemainingTime>().AddTransforms<AnswerReports>();
    }

    /// <summary>
    /// Lets each request wait until a destination has a free slot for it. Stands behind <c>UseSessionAffinity</c>, before <c>UseLoadBalancing</c>:
    /// requests bound by a session go to their destination past the queue.
    /// </summary>
    public static IReverseProxyApplicationBuilder UseDispatch(this IReverseProxyApplicationBuilder proxy)
    {
        proxy.UseMiddleware<DispatchMiddleware>();
        return proxy;
    }

    private static void AddHealth(this IServiceCollection services, HealthRules? rules)
    {
        services.AddSingleton(provider => new HealthBook(
            provider.GetRequiredService<BalancingState>(),
            rules ?? YarpsOwn(provider.GetRequiredService<IOptions<ActiveHealthCheckMonitorOptions>>().Value),
            provider.GetRequiredService<ILogger<OutlierLog>>()));
        services.AddSingleton<ITryObserver>(provider => provider.GetRequiredService<HealthBook>());
        services.DecorateAll<IAvailableDestinationsPolicy>((provider, inner) => new HealthAwareDestinations(inner, provider.GetRequiredService<HealthBook>()));
        services.AddSingleton<ProbePolicies>();
        services.AddSingleton<ActiveProber>();
        services.AddSingleton<IClusterChangeListener>(provider => provider.GetRequiredService<ActiveProber>());
        services.Replace(ServiceDescriptor.Singleton<IActiveHealthCheckMonitor>(provider => provider.GetRequiredService<ActiveProber>()));
    }

    private static HealthRules YarpsOwn(ActiveHealthCheckMonitorOptions options) => new()
    {
        Probes = new ProbeSettings { Interval = options.DefaultInterval },
        ProbeTimeout = options.DefaultTimeout,
    };

    // YARP has a "Random" and would refuse to start with a "random" beside it. Ours does the same where no weights are set.
    private static void RemoveNamesakes(IServiceCollection services)
    {
        const string Suffix = "LoadBalancingPolicy";
        var namesakes = services.Where(service => service.ServiceType == typeof(ILoadBalancingPolicy)
            && service.ImplementationType is { } type && type.Assembly == typeof(ILoadBalancingPolicy).Assembly
            && PickPolicies.BuiltIn.Names.Contains(type.Name.Replace(Suffix, "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase)).ToList();
        namesakes.ForEach(namesake => services.Remove(namesake));
    }

    private static void Decorate<TService>(this IServiceCollection services, Func<IServiceProvider, TService, TService> wrap)
        where TService : class
    {
        var inner = services.LastOrDefault(service => service.ServiceType == typeof(TService))
            ?? throw new InvalidOperationException($"AddBalancing follows AddReverseProxy: there is no {typeof(TService).Name} yet.");
        services.Remove(inner);
        services.AddSingleton(provider => wrap(provider, Make<TService>(provider, inner)));
    }

    private static void DecorateAll<TService>(this IServiceCollection services, Func<IServiceProvider, TService, TService> wrap)
        where TService : class
    {
        for (var index = 0; index < services.Count; index++)
        {
            var inner = services[index];
            if (inner.ServiceType == typeof(TService))
            {
                services[index] = ServiceDescriptor.Singleton(provider => wrap(provider, Make<TService>(provider, inner)));
            }
        }
    }

    private static TService Make<TService>(IServiceProvider provider, ServiceDescriptor service)
        => (TService)(service.ImplementationInstance
            ?? service.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));
}
