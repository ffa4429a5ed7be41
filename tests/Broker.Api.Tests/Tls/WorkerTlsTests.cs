using System.Net;
using System.Text.Json;
using Certificates;

namespace Broker.Api.Tests.Tls;

/// <summary>Between broker and workers: both show certificates, and a worker registers with a broker that speaks HTTPS.</summary>
public sealed class WorkerTlsTests : IDisposable
{
    private const string Key = "an operating key for tests";

    private readonly TestAuthority _authority = new();

    public WorkerTlsTests()
    {
        _authority.Issue("broker");
        _authority.Issue("worker");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Job_WorkersThatWantACertificate_AreShownTheBrokers()
    {
        await using var worker = new WorkerFactory(1, WorkerSettings());
        await using var broker = new BrokerFactory([worker.Address, worker.Address, worker.Address], new Dictionary<string, string>
        {
            ["Broker:WorkerTls:Ca"] = _authority.CaFile,
            ["Broker:WorkerTls:Certificate"] = _authority.PathOf("broker.pem"),
            ["Broker:WorkerTls:Key"] = _authority.PathOf("broker.key"),
        });
        using var client = broker.CreateClient();

        using var answer = await client.PostAsync("/process", new StringContent("App1:Short"), Token);

        Assert.Equal("https", worker.Address.Scheme);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Job_BrokerShowsNone_IsTheWorkersRefusal()
    {
        await using var worker = new WorkerFactory(1, WorkerSettings());
        await using var broker = new BrokerFactory(
            [worker.Address, worker.Address, worker.Address], new Dictionary<string, string> { ["Broker:WorkerTls:Ca"] = _authority.CaFile });
        using var client = broker.CreateClient();

        using var answer = await client.PostAsync("/process", new StringContent("App1:Short"), Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("show a certificate", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_WorkerWhoseAuthorityIsNotBelieved_NeverGetsIt()
    {
        using var others = new TestAuthority("Others");
        await using var worker = new WorkerFactory(1, WorkerSettings());
        await using var broker = new BrokerFactory(
            [worker.Address, worker.Address, worker.Address], new Dictionary<string, string> { ["Broker:WorkerTls:Ca"] = others.CaFile });
        using var client = broker.CreateClient();

        using var answer = await client.PostAsync("/process", new StringContent("App1:Short"), Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Worker_RegistersByHttps_GetsJobsByHttps()
    {
        await using var broker = new BrokerFactory([], new Dictionary<string, string>
        {
            ["Broker:Members:Source"] = "registered",
            ["Broker:Admin:Key"] = Key,
            ["Broker:Tls:Certificate"] = _authority.PathOf("broker.pem"),
            ["Broker:Tls:Key"] = _authority.PathOf("broker.key"),
            ["Broker:WorkerTls:Ca"] = _authority.CaFile,
            ["Broker:WorkerTls:Certificate"] = _authority.PathOf("broker.pem"),
            ["Broker:WorkerTls:Key"] = _authority.PathOf("broker.key"),
        });
        using var client = _authority.Client(broker.Address);
        client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        var settings = WorkerSettings();
        settings["Worker:Broker"] = broker.Address.AbsoluteUri;
        settings["Worker:BrokerKey"] = Key;
        settings["Worker:BrokerTls:Ca"] = _authority.CaFile;
        await using var worker = new WorkerFactory(7, settings);

        await Eventually.HoldsAsync(async () => (await WorkersAsync(client)).Any(one => one.GetProperty("id").GetString() == "7"), "it has joined");
        using var answer = await client.PostAsync("/process", new StringContent("App1:Short"), Token);

        Assert.Equal("https", new Uri((await WorkersAsync(client))[0].GetProperty("address").GetString()!).Scheme);
        Assert.Equal((HttpStatusCode.OK, "7"), (answer.StatusCode, answer.Headers.GetValues("X-Worker").Single()));
    }

    private static async Task<JsonElement[]> WorkersAsync(HttpClient client)
        => [.. JsonDocument.Parse(await client.GetStringAsync("/admin/workers", Token)).RootElement.EnumerateArray()];

    private Dictionary<string, string> WorkerSettings() => new()
    {
        ["Worker:Tls:Certificate"] = _authority.PathOf("worker.pem"),
        ["Worker:Tls:Key"] = _authority.PathOf("worker.key"),
        ["Worker:Tls:ClientCa"] = _authority.CaFile,
    };
}
