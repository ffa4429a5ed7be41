namespace Broker.Api.Proxy;

internal static class ServiceDecoration
{
    /// <summary>Wraps the one registered service of a type; for YARP's own, whose classes are internal.</summary>
    public static IServiceCollection Decorate<TService>(this IServiceCollection services, Func<IServiceProvider, TService, TService> wrap)
        where TService : class
    {
        var inner = services.Single(service => service.ServiceType == typeof(TService));
        services.Remove(inner);
        return services.AddSingleton(provider => wrap(provider, (TService)(
            inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
    }
}
