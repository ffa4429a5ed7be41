using Balancing.Yarp.Decisions;

namespace Broker.Api.Dashboard;

internal static class DashboardExtensions
{
    /// <summary>What the dashboard needs; nothing, where there is none.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services, DashboardOptions options)
    {
        if (!options.Enabled)
        {
            return services;
        }

        services.AddSingleton<DashboardFiles>();
        services.AddSingleton<Traffic>();
        services.AddSingleton<IJobObserver>(provider => provider.GetRequiredService<Traffic>());
        services.AddSingleton<ChangeWatch>();
        services.AddHostedService<TrafficClock>();
        services.AddSingleton<WhatIf>();
        services.AddSingleton<FrameMaker>();
        services.AddSingleton(provider => new FrameFeed(
            provider.GetRequiredService<FrameMaker>().Make, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<FrameFeed>>()));
        return services;
    }
}
