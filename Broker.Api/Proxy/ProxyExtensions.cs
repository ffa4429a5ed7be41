using Balancing.Yarp;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Health;
using Broker.Api.Answers;
using Broker.Api.Claims;
using Broker.Api.Jobs;
using Broker.Api.Limits;
using Broker.Api.Membership;
using Broker.Api.State;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Transforms;

namespace Broker.Api.Proxy;

internal static class ProxyExtensions
{
    /// <summary>YARP with its own configuration, our policies, the job edge and the headers of the contract.</summary>
    public static IServiceCollection AddProxy(
        this IServiceCollection services, IConfiguration reverseProxy, DispatchRules rules, RetryRules retries, HealthRules health)
    {
        services.AddSingleton<IJobClassifier, BodyJobClassifier>();
        var yarp = services.AddReverseProxy().LoadFromConfig(reverseProxy).AddBalancing(rules, retries, health);

        services.AddSingleton<IForwarderHttpClientFactory, WorkerClientFactory>();
        yarp.AddTransforms(transforms =>
        {
            transforms.RequestTransforms.Add(transforms.Services.GetRequiredService<ExpectEndsHere>());
            transforms.ResponseTransforms.Add(transforms.Services.GetRequiredService<AnswerRules>());
            transforms.ResponseTransforms.Add(transforms.Services.GetRequiredService<AnswerHeaders>());
            if (JobRoutes.IsJobRoute(transforms.Route))
            {
                transforms.RequestTransforms.Add(transforms.Services.GetRequiredService<JobContent>());
                transforms.ResponseTransforms.Add(transforms.Services.GetRequiredService<JobLog>());
            }
        });

        services.AddCors();
        services.AddRequestTimeouts();
        services.AddSingleton<AnswerRules>();
        services.AddSingleton<AnswerHeaders>();
        services.AddSingleton<JobContent>();
        services.AddSingleton<JobLog>();
        services.AddSingleton<JobEdge>();
        services.Decorate<IConfigValidator>((provider, yarpsOwn) => new ClusterValidator(yarpsOwn, provider.GetServices<ILoadBalancingPolicy>()));
        services.Decorate<IProxyConfigProvider>((provider, source) => new LiveProxyConfigProvider(
            source,
            provider.GetRequiredService<IConfigValidator>(),
            new PolicyChoices(provider.GetRequiredService<BrokerOptions>().Policy, provider.GetRequiredService<StateFile>().Saved.Policies),
            provider.GetRequiredService<Members>(),
            provider.GetRequiredService<ILogger<LiveProxyConfigProvider>>()));
        services.AddSingleton(provider => (LiveProxyConfigProvider)provider.GetRequiredService<IProxyConfigProvider>());
        services.AddHostedService(provider => provider.GetRequiredService<LiveProxyConfigProvider>());
        services.Decorate<IDestinationHealthUpdater>((provider, updater) => new HealthLog(
            updater, provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<ILogger<HealthLog>>()));
        services.AddSingleton<PolicySwitch>();
        services.AddSingleton<ConfigWatch>();
        services.AddSingleton<IConfigChangeListener>(provider => provider.GetRequiredService<ConfigWatch>());
        return services;
    }

    /// <summary>What routes may ask for in YARP's configuration, and what the client reads when a worker fails.</summary>
    public static IApplicationBuilder UseProxyPolicies(this IApplicationBuilder app)
    {
        // Outside the timeouts: while one is running out, the request counts as aborted and nothing can be written.
        app.Use(ForwardProblems.InvokeAsync);
        app.UseCors();
        return app.UseRequestTimeouts();
    }

    /// <summary>The pipeline of a proxied request, in order.</summary>
    public static void MapProxy(this IEndpointRouteBuilder routes)
    {
        var claims = routes.ServiceProvider.GetRequiredService<ClaimedHeaders>();
        var limits = routes.ServiceProvider.GetRequiredService<RateLimits>();
        var edge = routes.ServiceProvider.GetRequiredService<JobEdge>();
        var slow = routes.ServiceProvider.GetRequiredService<SlowClients>();
        routes.MapReverseProxy(proxy =>
        {
            proxy.Use(claims.InvokeAsync);
            proxy.Use(limits.InvokeForAddressAsync);
            proxy.Use(edge.InvokeAsync);
            proxy.Use(limits.InvokeForApplicationAsync);
            proxy.Use(slow.InvokeAsync);
            proxy.UseSessionAffinity();
            proxy.UseDispatch();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }
}
