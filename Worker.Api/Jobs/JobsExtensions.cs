using Worker.Api.Exec;
using Worker.Api.Slots;

namespace Worker.Api.Jobs;

/// <summary>Adds the running of jobs to one worker server.</summary>
internal static class JobsExtensions
{
    public static IServiceCollection AddJobs(this IServiceCollection services, WorkerOptions options, int workerId)
    {
        services.AddSingleton<IJobHandler>(provider => HandlerOf(options, workerId, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new JobRunner(
            $"{workerId}",
            provider.GetRequiredService<Workbench>(),
            provider.GetRequiredService<LoadMeter>(),
            provider.GetRequiredService<IJobHandler>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ProcessEndpoint>();
        return services;
    }

    public static IEndpointRouteBuilder MapProcess(this IEndpointRouteBuilder routes)
    {
        var endpoint = routes.ServiceProvider.GetRequiredService<ProcessEndpoint>();
        routes.MapPost("/process", endpoint.ProcessAsync)
            .WithName("Process")
            .ExcludeFromDescription(); // described for broker and worker alike in Job.Hosting
        return routes;
    }

    private static IJobHandler HandlerOf(WorkerOptions options, int workerId, TimeProvider time)
    {
        var handler = options.Handler ?? (options.Exec.Command is null ? WorkerOptions.Simulating : WorkerOptions.Executing);
        return handler == WorkerOptions.Executing
            ? new ExecHandler(options.Exec, time)
            : new SimulateHandler(SimulatedDurations.For(options.Simulate, workerId), time);
    }
}
