using System.Net;
using System.Text;
using System.Text.Json;

namespace Broker.Api.Tests.Dispatch;

/// <summary>A broker before one worker of one slot, whose jobs end when the test says so.</summary>
public abstract class OneSlotTests : IAsyncLifetime
{
    private protected HeldWorker Worker { get; private set; } = null!;
    private BrokerFactory _broker = null!;
    protected HttpClient Client { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Worker = await HeldWorker.StartAsync();
        _broker = new BrokerFactory([], new Dictionary<string, string>
        {
            ["ReverseProxy:Routes:process:ClusterId"] = "one",
            ["ReverseProxy:Clusters:one:Destinations:1:Address"] = Worker.Address.AbsoluteUri,
            ["Broker:Dispatch:Slots"] = "1",
            ["Broker:Dispatch:Prefetch"] = "0",
            ["Broker:Dispatch:Reservation"] = "none",
        });
        Client = _broker.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        await _broker.DisposeAsync();
        await Worker.DisposeAsync();
    }

    protected static async Task AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string told)
    {
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True((status, "application/problem+json") == (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType), $"{answer.StatusCode} {text}");
        using var problem = JsonDocument.Parse(text);
        Assert.Contains(told, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    protected async Task<Task<HttpResponseMessage>> HoldAsync(string job, params (string Name, string Value)[] headers)
    {
        var sent = SendAsync(job, headers: headers);
        await CameAsync(job.Split(':')[0]);
        return sent;
    }

    protected Task<HttpResponseMessage> SendAsync(string job, CancellationToken? token = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = new StringContent(job, Encoding.UTF8, "text/plain") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request, token ?? Token);
    }

    protected async Task PutAsync(string change)
    {
        using var answer = await Client.PutAsync("/admin/dispatch", new StringContent(change, Encoding.UTF8, "application/json"), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    protected Task CameAsync(string application)
        => Eventually.HoldsAsync(() => Worker.Came.Contains(application), () => $"came: {string.Join(' ', Worker.Came)}");

    protected Task QueuedAsync(int jobs) => Eventually.ContainsAsync($"\"queued\":{jobs},", StatsAsync);

    protected Task<string> StatsAsync() => Client.GetStringAsync("/admin/stats", Token);
}
