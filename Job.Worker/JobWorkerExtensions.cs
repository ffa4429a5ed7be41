using Job.Http.Drain;
using Job.Http.Health;
using Job.Http.Problems;
using Job.Worker.Jobs;
using Job.Worker.Slots;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Job.Worker;

/// <summary>Makes an ASP.NET Core application a worker: one line for its services, one for its paths.</summary>
public static class JobWorkerExtensions
{
    private static readonly PathString[] Paths = ["/process", "/load", "/health"];

    /// <summary>Has jobs done by a handler of the application's own, made anew for each job in a scope of its own.</summary>
    /// <typeparam name="THandler">What does a job and returns its result.</typeparam>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Settings; after those of the configuration's section <c>Worker</c>.</param>
    /// <returns>The same services.</returns>
    /// <remarks>Settings out of their range stop the application's start with an <see cref="OptionsValidationException"/> that names all of them.</remarks>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public static IServiceCollection AddJobHandler<THandler>(this IServiceCollection services, Action<JobWorkerOptions>? configure = null)
        where THandler : class, IJobHandler
        => services.AddScoped<IJobHandler, THandler>().AddOptionsAndJobs(configure, isStreaming: false);

    /// <summary>The same for a handler that tells of its progress while it works.</summary>
    /// <typeparam name="THandler">What does a job piece by piece.</typeparam>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Settings; after those of the configuration's section <c>Worker</c>.</param>
    /// <returns>The same services.</returns>
    /// <remarks>As <see cref="AddJobHandler"/>.</remarks>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public static IServiceCollection AddStreamingJobHandler<THandler>(this IServiceCollection services, Action<JobWorkerOptions>? configure = null)
        where THandler : class, IStreamingJobHandler
        => services.AddScoped<IStreamingJobHandler, THandler>().AddOptionsAndJobs(configure, isStreaming: true);

    /// <summary>
    /// Serves <c>POST /process</c>, <c>GET /load</c> and <c>/health</c>; the application's other paths are left as they are. Put it before other middleware: what that refuses has no load report.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException">No handler was added.</exception>
    public static WebApplication MapJobs(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetService<ProcessEndpoint>() is null)
        {
            throw new InvalidOperationException("MapJobs needs a handler: call builder.Services.AddJobHandler<T>() or AddStreamingJobHandler<T>() first.");
        }

        app.UseWhen(IsOfTheWorker, worker => worker.UseLoadHeader().UseProblems().UseDrain());
        ProcessEndpoint.Map(app);
        app.MapLoad();
        app.MapHealth(_ => null);
        return app;
    }

    /// <summary>The running of jobs, whoever says by which settings.</summary>
    internal static IServiceCollection AddJobs(this IServiceCollection services, Func<IServiceProvider, JobWorkerOptions> options, bool isStreaming = false)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSlots(options);
        services.AddSingleton(provider => new JobRunner(
            options(provider).Id, provider.GetRequiredService<Workbench>(), provider.GetRequiredService<LoadMeter>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ProcessEndpoint>(provider, options(provider), new HandlerKind(isStreaming)));
        return services;
    }

    private static IServiceCollection AddOptionsAndJobs(this IServiceCollection services, Action<JobWorkerOptions>? configure, bool isStreaming)
    {
        if (services.Any(service => service.ServiceType == typeof(JobRunner)))
        {
            throw new InvalidOperationException("A handler was added already: an application has one, AddJobHandler<T>() or AddStreamingJobHandler<T>(), once. Let it look at the job to tell kinds of work apart.");
        }

        var options = services.AddOptions<JobWorkerOptions>().BindConfiguration(JobWorkerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddDrain(provider => Settings(provider).DrainTimeout);
        return services.AddJobs(Settings, isStreaming);
    }

    private static JobWorkerOptions Settings(IServiceProvider provider) => provider.GetRequiredService<IOptions<JobWorkerOptions>>().Value;

    private static bool IsOfTheWorker(HttpContext context) => Array.Exists(Paths, path => context.Request.Path.StartsWithSegments(path));
}
