using Job.Hosting.Startup;

namespace Broker.Api;

/// <summary>The broker as a program of its own.</summary>
public sealed class BrokerProgram
{
    private BrokerProgram()
    {
    }

    /// <summary>Runs the broker until it is told to stop.</summary>
    public static Task<int> Main(string[] args)
    {
        RuntimeTuning.Apply();
        return ServiceProgram.RunAsync(
            new ServiceDefinition
            {
                Description = "The broker: takes jobs, and whatever else its routes say, and hands each to one of many workers.",
                Settings = BrokerHost.Settings,
                Build = start => [BrokerHost.AsService(BrokerHost.Build([.. start.Args]), start.Values.Get<BrokerOptions>().Port)],
                Telemetry = start => BrokerHost.Telemetry(start.Values.Get<BrokerOptions>()),
                HealthPorts = start => [start.Values.Get<BrokerOptions>().Port],
                IsHttps = start => start.Values.Get<BrokerOptions>().Tls.Certificate is not null,
            },
            args);
    }
}
