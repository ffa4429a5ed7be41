namespace Broker.Api.Tests;

/// <summary>Three real workers and a real broker, each on a free port of its own.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly WorkerFactory?[] _workers;

    public TestCluster(
        IReadOnlyDictionary<string, string>? broker = null,
        IReadOnlyDictionary<string, string>? worker = null)
    {
        _workers = [.. Enumerable.Range(1, 3).Select(id => new WorkerFactory(id, worker))];
        Broker = new BrokerFactory([.. _workers.Select(one => one!.Address)], broker);
        Client = Broker.CreateClient();
    }

    public BrokerFactory Broker { get; }

    public HttpClient Client { get; }

    public WorkerFactory Worker(int id) => _workers[id - 1]!;

    public async Task StopWorkerAsync(int id)
    {
        await _workers[id - 1]!.DisposeAsync();
        _workers[id - 1] = null;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Broker.DisposeAsync();
        foreach (var worker in _workers)
        {
            if (worker is not null)
            {
                await worker.DisposeAsync();
            }
        }
    }
}
