using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Broker.Api.Proxy;
using Yarp.ReverseProxy;

namespace Broker.Api.State;

internal static class StateExtensions
{
    /// <summary>Keeps what admin calls change over restarts, where the settings name a file.</summary>
    public static IServiceCollection AddState(this IServiceCollection services, string? path)
    {
        services.AddSingleton(StateFile.Open(path));
        services.AddSingleton<StateSnapshot>();
        services.AddSingleton<StateKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<StateKeeper>());
        return services;
    }

    /// <summary>Saves what an admin call has changed before it is answered. Stands behind the admin gate.</summary>
    public static IApplicationBuilder UseStateSaving(this IApplicationBuilder app)
    {
        var keeper = app.ApplicationServices.GetRequiredService<StateKeeper>();
        Func<Task> save = keeper.SaveAsync;
        return app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase) && !HttpMethods.IsGet(context.Request.Method))
            {
                context.Response.OnStarting(save);
            }

            return next(context);
        });
    }

    /// <summary>Takes over the saved dispatch settings, for which the clusters must be there; and says what was found.</summary>
    public static void RestoreState(this WebApplication app)
    {
        var file = app.Services.GetRequiredService<StateFile>();
        var logger = app.Services.GetRequiredService<ILogger<StateKeeper>>();
        if (file.SetAside is { } what)
        {
            StateLog.SetAside(logger, what);
        }

        if (!file.WasThere)
        {
            return;
        }

        var policies = app.Services.GetRequiredService<LiveProxyConfigProvider>().SavePolicies();
        foreach (var cluster in file.Saved.Policies.Keys.Except(policies.Keys, StringComparer.OrdinalIgnoreCase))
        {
            StateLog.Overtaken(logger, "The policy", cluster);
        }

        var balancing = app.Services.GetRequiredService<BalancingState>();
        foreach (var cluster in app.Services.GetRequiredService<IProxyStateLookup>().GetClusters())
        {
            if (file.Saved.Dispatch.FirstOrDefault(one => one.Key.Equals(cluster.ClusterId, StringComparison.OrdinalIgnoreCase)).Value is not { } saved)
            {
                continue;
            }

            var configured = balancing.RulesOf(cluster);
            var now = StateSnapshot.Text(configured);
            if (saved.Over.Any(setting => now.TryGetValue(setting.Key, out var text) && text != setting.Value))
            {
                StateLog.Overtaken(logger, "The dispatch", cluster.ClusterId);
                continue;
            }

            balancing.Use(cluster, saved.Are.Aggregate(configured, (rules, setting) => DispatchMembers.Find(setting.Key)!.Read(rules, setting.Value) ?? rules));
        }

        StateLog.Restored(logger, file.Path, file.Saved.Policies.Count, file.Saved.Dispatch.Count, file.Saved.Drained.Count, file.Saved.Workers.Count);
    }
}
