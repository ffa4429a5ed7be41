using System.Globalization;
using Balancing.Core.Queueing;
using Job.Worker;
using Job.Worker.Jobs;
using Worker.Api.Exec;

namespace Worker.Api.Jobs;

/// <summary>Adds the running of jobs to one worker server.</summary>
internal static class JobsExtensions
{
    public static IServiceCollection AddJobs(this IServiceCollection services, WorkerOptions options, int workerId)
    {
        services.AddSingleton(provider => HandlerOf(options, workerId, provider.GetRequiredService<TimeProvider>()));
        var settings = new JobWorkerOptions
        {
            Id = workerId.ToString(CultureInfo.InvariantCulture),
            Slots = options.Slots,
            MaxQueue = options.MaxQueue,
            Order = options.Order == WorkerOptions.Arrival ? QueueOrder.Arrival : QueueOrder.ShortFirst,
            MaxBodyBytes = options.MaxBodyBytes,
        };
        return services.AddJobs(_ => settings);
    }

    private static IJobHandler HandlerOf(WorkerOptions options, int workerId, TimeProvider time)
    {
        var handler = options.Handler ?? (options.Exec.Command is null ? WorkerOptions.Simulating : WorkerOptions.Executing);
        return handler == WorkerOptions.Executing
            ? new ExecHandler(options.Exec, time)
            : new SimulateHandler(SimulatedDurations.For(options.Simulate, workerId), time);
    }
}
