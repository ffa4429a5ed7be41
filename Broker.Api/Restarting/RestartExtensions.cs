namespace Broker.Api.Restarting;

internal static class RestartExtensions
{
    /// <summary>The rolling restart of workers; it works where the host has given an <see cref="IWorkerRestarts"/>.</summary>
    public static IServiceCollection AddRestarting(this IServiceCollection services)
        => services.AddSingleton<DrainedWorker>().AddSingleton<RollingRestart>();
}
