using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Job.Hosting.Startup;

/// <summary>Prepares a host for being run by <see cref="ServiceProgram"/> or a <see cref="ServiceGroup"/>.</summary>
public static class ServiceLifetimeExtensions
{
    /// <summary>Leaves signals to the program: the host no longer listens for Ctrl-C and SIGTERM itself.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder UseServiceLifetime(this WebApplicationBuilder builder)
    {
        var lifetime = new GuidedLifetime();
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime>(lifetime));
        builder.Services.AddSingleton<IHostedService>(lifetime);
        return builder;
    }
}
