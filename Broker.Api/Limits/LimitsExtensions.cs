using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Broker.Api.Limits;

internal static class LimitsExtensions
{
    // Kestrel measures once a second, and averages from the beginning; what that misses is for SlowClients.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>What one client may take of the broker, and what one sender may ask of it.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services, LimitOptions options)
    {
        services.AddSingleton(new RateLimits(options));
        services.AddSingleton<SlowClients>();
        services.Configure<SocketTransportOptions>(sockets => sockets.MaxWriteBufferSize = options.AnswerBufferBytes);
        if (options.MaxConnectionsPerAddress is { } most)
        {
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ConnectionsPerAddress>(provider, most));
            services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                var connections = endpoint.ApplicationServices.GetRequiredService<ConnectionsPerAddress>();
                endpoint.Use(next => connection => connections.InvokeAsync(connection, next));
            }));
        }

        return services.Configure<KestrelServerOptions>(kestrel => Apply(kestrel.Limits, options));
    }

    private static void Apply(KestrelServerLimits limits, LimitOptions options)
    {
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
        limits.MaxRequestLineSize = options.MaxTargetBytes;
        limits.MaxRequestHeadersTotalSize = options.MaxHeadBytes;
        limits.MaxRequestHeaderCount = options.MaxFields;
        limits.RequestHeadersTimeout = options.HeadTimeout;
        limits.KeepAliveTimeout = options.IdleTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(options.MinBytesPerSecond, Grace);
        limits.MinResponseDataRate = new MinDataRate(options.MinBytesPerSecond, Grace);

        // Other routes carry uploads of any size; those of jobs are bounded where they are read.
        limits.MaxRequestBodySize = null;

        // A request's first line is part of what is buffered, and the buffer must hold a whole head.
        limits.MaxRequestBufferSize = Math.Max(limits.MaxRequestBufferSize ?? 0, Math.Max(options.MaxTargetBytes, options.MaxHeadBytes));
    }
}
