using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Systems;

/// <summary>Three worker processes and a broker process, as in four terminals, on free ports.</summary>
internal sealed class TestSystem : IAsyncDisposable
{
    private static readonly string[] QuickJobs = ["--short", "1ms", "--long", "20ms"];

    private readonly HttpClient _client = new() { Timeout = Wait.Bound };
    private readonly ProgramProcess[] _workers;
    private readonly int[] _workerPorts;

    private TestSystem(ProgramProcess[] workers, int[] workerPorts, ProgramProcess broker, int port)
    {
        _workers = workers;
        _workerPorts = workerPorts;
        Broker = broker;
        Address = new Uri($"http://localhost:{port}/");
    }

    public ProgramProcess Broker { get; }

    public Uri Address { get; }

    /// <param name="brokerArgs">What else the broker is told.</param>
    /// <param name="workerArgs">What the workers are told, in place of quick jobs.</param>
    /// <param name="others">Addresses of what stands in for the last of the three workers.</param>
    public static async Task<TestSystem> StartAsync(string[]? brokerArgs = null, string[]? workerArgs = null, params string[] others)
    {
        var workers = Enumerable.Range(1, 3 - others.Length).Select(id => StartWorker(id, 0, workerArgs)).ToArray();
        try
        {
            return await StartBrokerAsync(workers, brokerArgs, others);
        }
        catch
        {
            await Task.WhenAll(workers.Select(worker => worker.DisposeAsync().AsTask())); // they would outlive the test
            throw;
        }
    }

    public ProgramProcess Worker(int id) => _workers[id - 1];

    public int WorkerPort(int id) => _workerPorts[id - 1];

    /// <summary>Starts a worker again on the port it had.</summary>
    public async Task RestartWorkerAsync(int id)
    {
        await _workers[id - 1].DisposeAsync();
        _workers[id - 1] = StartWorker(id, _workerPorts[id - 1], null);
        await _workers[id - 1].LineAsync("Worker server");
    }

    public Task<HttpResponseMessage> SendAsync(string job)
        => _client.PostAsync(new Uri(Address, "process"), new StringContent(job, Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken);

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await _client.GetAsync(new Uri(Address, path), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var json = JsonDocument.Parse(await _client.GetStringAsync(new Uri(Address, path), TestContext.Current.CancellationToken));
        return json.RootElement.Clone();
    }

    /// <summary>What a worker says itself of what it holds.</summary>
    public async Task<JsonElement> LoadOfAsync(int worker)
    {
        using var json = JsonDocument.Parse(await _client.GetStringAsync(new Uri($"http://127.0.0.1:{WorkerPort(worker)}/load"), TestContext.Current.CancellationToken));
        return json.RootElement.Clone();
    }

    /// <summary>How often the workers' output says that each job was run.</summary>
    public IReadOnlyDictionary<string, int> Runs() => _workers.SelectMany(worker => worker.Output)
        .Where(line => line.Contains("processed", StringComparison.Ordinal))
        .GroupBy(line => line[(line.LastIndexOf(' ') + 1)..].TrimEnd('.'))
        .ToDictionary(job => job.Key, job => job.Count());

    /// <summary>Whatever went wrong: in the end the counts are at 0.</summary>
    public Task NothingIsLeftAsync() => Wait.UntilAsync(
        async () =>
        {
            var stats = await GetAsync("admin/stats");
            return stats.GetProperty("inFlight").GetInt32() == 0 && stats.GetProperty("queued").GetInt32() == 0;
        },
        () => "nothing runs or waits in the broker");

    public async Task SetPolicyAsync(string policy)
    {
        using var answer = await _client.PutAsync(
            new Uri(Address, "admin/policy"),
            new StringContent($$"""{"policy":"{{policy}}"}""", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Broker.DisposeAsync();
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }
    }

    private static async Task<TestSystem> StartBrokerAsync(ProgramProcess[] workers, string[]? brokerArgs, string[] others)
    {
        var ports = await Task.WhenAll(workers.Select(worker => worker.PortAsync("Worker server")));
        var broker = ProgramProcess.Start(Programs.Broker, [
            "--port", "0",

            // Workers that are gone refuse at once; on a busy machine one that is there may take more than the usual second, twice in a row.
            "--ReverseProxy:Clusters:workers:HealthCheck:Active:Timeout=00:00:30",
            .. ports.Select(port => $"http://127.0.0.1:{port}/").Concat(others).Select((address, index) => $"--ReverseProxy:Clusters:workers:Destinations:{index + 1}:Address={address}"),
            .. brokerArgs ?? []]);
        return new TestSystem(workers, ports, broker, await broker.PortAsync("Broker server running"));
    }

    private static ProgramProcess StartWorker(int id, int port, string[]? args) => ProgramProcess.Start(Programs.Worker, [
        "--count", "1",
        "--first-id", id.ToString(CultureInfo.InvariantCulture),
        "--first-port", port.ToString(CultureInfo.InvariantCulture),
        .. args ?? QuickJobs]);
}
