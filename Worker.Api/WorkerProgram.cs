using Job.Hosting.Startup;

namespace Worker.Api;

/// <summary>The worker program: several worker servers in one process.</summary>
public sealed class WorkerProgram
{
    private WorkerProgram()
    {
    }

    /// <summary>Runs the workers until they are told to stop; see <see cref="ServiceProgram"/> for the exit codes.</summary>
    /// <param name="args">What the program was started with.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> Main(string[] args) => ServiceProgram.RunAsync(
        new ServiceDefinition
        {
            Description = "Worker servers of LoadBalancer: each runs jobs (POST /process) in a fixed number of slots.",
            Settings = WorkerSettings.Catalog(),
            Build = start => WorkerHost.BuildAll(start.Values.Get<WorkerOptions>(), [.. start.Args]),
            Telemetry = start => WorkerHost.Telemetry(start.Values.Get<WorkerOptions>()),
            HealthPorts = start => WorkerHost.Ports(start.Values.Get<WorkerOptions>()),
            IsHttps = start => start.Values.Get<WorkerOptions>().Tls.Certificate is not null,
        },
        args);
}
