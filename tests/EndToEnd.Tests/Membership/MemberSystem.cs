using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Membership;

/// <summary>A broker process without any configured worker, and worker processes that register with it.</summary>
internal sealed class MemberSystem : IAsyncDisposable
{
    // Short enough that a test sees it lapse, long enough for a machine with other work to renew it.
    private const string Lease = "6s";

    private readonly HttpClient _client = new() { Timeout = Wait.Bound };
    private readonly List<ProgramProcess> _workers = [];
    private readonly string[] _brokerArgs;
    private readonly IReadOnlyDictionary<string, string> _environment;

    private MemberSystem(string[] brokerArgs, IReadOnlyDictionary<string, string> environment)
    {
        _brokerArgs = brokerArgs;
        _environment = environment;
    }

    public ProgramProcess Broker { get; private set; } = null!;

    public int Port { get; private set; }

    public Uri Address => new($"http://localhost:{Port}/");

    public static async Task<MemberSystem> StartAsync(string[]? brokerArgs = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var system = new MemberSystem(brokerArgs ?? [], environment ?? new Dictionary<string, string>());
        await system.StartBrokerAsync();
        return system;
    }

    /// <summary>Starts the broker, or starts it again on the port it had.</summary>
    public async Task StartBrokerAsync()
    {
        if (Broker is not null)
        {
            await Broker.DisposeAsync();
        }

        Broker = ProgramProcess.Start(
            Programs.Broker, ["--port", Port.ToString(CultureInfo.InvariantCulture), "--members", "registered", .. _brokerArgs], _environment);
        Port = await Broker.PortAsync("Broker server running");
    }

    /// <summary>Starts a worker that registers; returns once it has joined.</summary>
    public async Task<ProgramProcess> StartWorkerAsync(int id, params string[] more)
    {
        var worker = ProgramProcess.Start(Programs.Worker, [
            "--count", "1", "--first-id", id.ToString(CultureInfo.InvariantCulture), "--first-port", "0",
            "--broker", Address.AbsoluteUri, "--short", "2ms", "--long", "40ms",
            .. more.Contains("--lease") ? more : ["--lease", Lease, .. more]]);
        _workers.Add(worker);
        await worker.LineAsync($"Worker {id} joined the broker");
        return worker;
    }

    public Task<HttpResponseMessage> SendAsync(string job)
        => _client.PostAsync(new Uri(Address, "process"), new StringContent(job, Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken);

    public async Task<JsonElement[]> WorkersAsync()
    {
        using var json = JsonDocument.Parse(await _client.GetStringAsync(new Uri(Address, "admin/workers"), TestContext.Current.CancellationToken));
        return [.. json.RootElement.Clone().EnumerateArray()];
    }

    /// <summary>The state of each worker, as "1:healthy 2:drained".</summary>
    public async Task<string> StatesAsync()
        => string.Join(' ', (await WorkersAsync()).Select(worker => $"{worker.GetProperty("id").GetString()}:{worker.GetProperty("state").GetString()}"));

    public async Task<HttpStatusCode> PutAsync(string path, string body)
    {
        using var answer = await _client.PutAsync(
            new Uri(Address, path), new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var json = JsonDocument.Parse(await _client.GetStringAsync(new Uri(Address, path), TestContext.Current.CancellationToken));
        return json.RootElement.Clone();
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
}
