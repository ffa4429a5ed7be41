namespace Broker.Api.Tests.Hostile;

/// <summary>A real broker before one recording worker, with a route of jobs, one that streams, and one whose headers say what a job is.</summary>
public sealed class HostileBroker : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Routes = new()
    {
        ["ReverseProxy:Clusters:workers:HealthCheck:Active:Enabled"] = "false",
        ["ReverseProxy:Routes:files:ClusterId"] = "workers",
        ["ReverseProxy:Routes:files:Match:Path"] = "/files/{**path}",
        ["ReverseProxy:Routes:labelled:ClusterId"] = "workers",
        ["ReverseProxy:Routes:labelled:Match:Path"] = "/labelled/{**path}",
        ["ReverseProxy:Routes:labelled:Metadata:Job"] = "headers",
    };

    internal RecordingWorker Worker { get; } = new();

    internal BrokerFactory Broker { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Broker = new BrokerFactory([Worker.Address, Worker.Address, Worker.Address], Routes);
        Broker.CreateClient().Dispose(); // it listens from now on
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await Worker.DisposeAsync();
    }
}
