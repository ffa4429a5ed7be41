using Balancing.Core.Picking;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Policies;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;

namespace Balancing.Yarp;

/// <summary>Adds the balancing of this library to a YARP application.</summary>
public static class BalancingExtensions
{
    /// <summary>
    /// Adds all policies, by the names in <see cref="PolicyNames"/>, for use as <c>LoadBalancingPolicy</c> of any cluster;
    /// counts every forwarded request from the pick to the last byte of its answer (<see cref="BalancingState"/>); and
    /// tries a request at another destination when one cannot be connected to.
    /// </summary>
    /// <remarks>Nothing else is needed: it works under <c>MapReverseProxy()</c> as it stands, and with pipelines of one's own.</remarks>
    /// <exception cref="InvalidOperationException">It was added before <c>AddReverseProxy</c>.</exception>
    public static IReverseProxyBuilder AddBalancing(this IReverseProxyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(service => service.ServiceType == typeof(BalancingState)))
        {
            return builder;
        }

        builder.Services.AddSingleton<BalancingState>();
        builder.Services.AddSingleton<PassiveHealth>();
        foreach (var name in PickPolicies.BuiltIn.Names)
        {
            builder.Services.AddSingleton<ILoadBalancingPolicy>(services =>
                new PickPolicyAdapter(name, services.GetRequiredService<BalancingState>()));
        }

        Decorate(builder.Services);
        return builder;
    }

    // YARP's forwarder is internal; whichever is registered, ours or an application's own, is wrapped as it is.
    private static void Decorate(IServiceCollection services)
    {
        var inner = services.LastOrDefault(service => service.ServiceType == typeof(IHttpForwarder))
            ?? throw new InvalidOperationException("AddBalancing follows AddReverseProxy: there is no IHttpForwarder yet.");
        services.Remove(inner);
        services.AddSingleton<IHttpForwarder>(provider => new LeasingForwarder(
            (IHttpForwarder)(inner.ImplementationInstance
                ?? inner.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)),
            provider.GetRequiredService<BalancingState>(),
            provider.GetRequiredService<PassiveHealth>()));
    }
}
