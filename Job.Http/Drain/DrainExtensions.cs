using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Job.Http.Drain;

/// <summary>Adds the orderly end of a server: no accepted request is lost when it is told to stop.</summary>
public static class DrainExtensions
{
    // After the drain the server still closes its connections; the host must not lose patience in the middle of that.
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// When the host stops, it goes on listening until the accepted requests are finished. Meanwhile new ones are refused with 503
    /// and readiness says so, that a balancer in front turns away.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="timeout">The longest it waits; must exceed the longest job. The host's shutdown timeout is set to 5 s more.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDrain(this IServiceCollection services, TimeSpan timeout) => services.AddDrain(_ => timeout);

    /// <summary>The same, with a time that is known only when the host is built.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="timeout">Says the longest it waits.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDrain(this IServiceCollection services, Func<IServiceProvider, TimeSpan> timeout)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DrainState>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DrainService>(provider, timeout(provider)));
        services.AddOptions<HostOptions>().Configure<IServiceProvider>((host, provider) => host.ShutdownTimeout = timeout(provider) + ClosingTime);
        return services;
    }

    /// <summary>Counts the requests behind it and refuses new ones during the drain. Put it right after <c>UseProblems()</c>.</summary>
    /// <param name="app">The pipeline.</param>
    /// <returns>The pipeline.</returns>
    public static IApplicationBuilder UseDrain(this IApplicationBuilder app) => app.UseMiddleware<DrainMiddleware>();
}
