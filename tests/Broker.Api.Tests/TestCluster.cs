using System.Net;
using System.Net.Sockets;

namespace Broker.Api.Tests;

/// <summary>Three real workers and a real broker, each on a free port of its own.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly WorkerFactory?[] _workers;

    public TestCluster(
        int running = 3,
        IReadOnlyDictionary<string, string>? broker = null,
        IReadOnlyDictionary<string, string>? worker = null)
    {
        _workers = [.. Enumerable.Range(1, 3).Select(id => id <= running ? new WorkerFactory(id, worker) : null)];
        Broker = new BrokerFactory([.. _workers.Select(one => one?.Address ?? RefusingAddress())], broker);
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

    private static Uri RefusingAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}/");
    }
}
