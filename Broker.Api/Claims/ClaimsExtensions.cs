using Microsoft.AspNetCore.HttpOverrides;

namespace Broker.Api.Claims;

internal static class ClaimsExtensions
{
    /// <summary>What callers say of themselves is believed where the settings say so, and cut elsewhere.</summary>
    public static IServiceCollection AddClaims(this IServiceCollection services, string? trustedProxies)
    {
        _ = ProxyNetworks.TryParse(trustedProxies, out var proxies); // the settings have been checked
        services.AddSingleton(proxies);
        services.AddSingleton<ClaimedHeaders>();
        services.AddSingleton<ExpectEndsHere>();
        return services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = null; // as far as the chain is of trusted ones
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in proxies.Networks)
            {
                options.KnownIPNetworks.Add(network);
            }
        });
    }

    /// <summary>Takes address, host and scheme of the caller from X-Forwarded-*, where a trusted proxy set them. Before whatever asks who calls.</summary>
    public static IApplicationBuilder UseTrustedProxies(this IApplicationBuilder app)
    {
        var proxies = app.ApplicationServices.GetRequiredService<ProxyNetworks>();
        if (proxies.Networks.Count == 0)
        {
            return app;
        }

        app.Use((context, next) =>
        {
            if (proxies.Contain(context.Connection.RemoteIpAddress))
            {
                context.Features.Set(TrustedPeer.Instance);
            }

            return next(context);
        });
        return app.UseForwardedHeaders();
    }
}
