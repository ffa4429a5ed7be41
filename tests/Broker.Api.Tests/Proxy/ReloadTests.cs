using System.Net.Http.Json;
using System.Text.Json;

namespace Broker.Api.Tests.Proxy;

/// <summary>The configuration file changes while the broker runs.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("broker-").FullName;
    private EchoServer _echo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string FileName => Path.Combine(_folder, "appsettings.json");

    public async ValueTask InitializeAsync() => _echo = await EchoServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _echo.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task File_NamesAnotherPolicy_IsTakenOverWhileRunning()
    {
        await WriteAsync("round-robin");
        await using var broker = Start();
        using var client = broker.CreateClient();

        await WriteAsync("least-requests");

        await PolicyBecomesAsync(client, "least-requests");
        await broker.DisposeAsync(); // in the midst of it: YARP tells of the clusters first, and makes the endpoints then
        Assert.DoesNotContain(broker.Lines, line => line.Contains("Failed to apply", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "ReverseProxy": """)]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "workers": { "LoadBalancingPolicy": "no-such", "Destinations": { "1": { "Address": "http://127.0.0.1:9/" } } } } } }""")]
    public async Task File_BecomesInvalid_KeepsServingAndTakesTheNextValidOne(string invalid)
    {
        await WriteAsync("round-robin");
        await using var broker = Start();
        using var client = broker.CreateClient();

        await ReplaceAsync(invalid);
        await Eventually.HoldsAsync(
            () => Task.FromResult(broker.Lines.Any(line => line.Contains("no-such", StringComparison.Ordinal) || line.Contains("not valid JSON", StringComparison.Ordinal))),
            "the broker says why it keeps its settings");

        using (var answer = await client.PostAsync("/process", new StringContent("App1:Short"), Token))
        {
            answer.EnsureSuccessStatusCode();
        }

        using (var change = await client.PutAsJsonAsync("/admin/policy", new { policy = "balanced" }, Token))
        {
            change.EnsureSuccessStatusCode(); // by admin call it can be changed all the same
        }

        await PolicyBecomesAsync(client, "balanced");
        await WriteAsync("least-requests");
        await PolicyBecomesAsync(client, "least-requests");
        Assert.Single(broker.Lines, line => line.Contains("no-such", StringComparison.Ordinal) || line.Contains("not valid JSON", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_DestinationReplaced_RequestsGoToTheNewOne()
    {
        await using var other = await EchoServer.StartAsync();
        await WriteAsync("round-robin");
        await using var broker = Start();
        using var client = broker.CreateClient();

        await WriteAsync("round-robin", other);

        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await client.PostAsync("/process", new StringContent("App1:Short"), Token);
                answer.EnsureSuccessStatusCode();
                return other.Requests.Count > 0;
            },
            "the new destination gets requests");
    }

    private BrokerFactory Start() => new([], new Dictionary<string, string> { ["contentRoot"] = _folder });

    private Task WriteAsync(string policy, EchoServer? destination = null) => ReplaceAsync($$"""
        {
          "ReverseProxy": {
            "Routes": { "process": { "ClusterId": "workers", "Match": { "Path": "/process" }, "Metadata": { "Job": "body" } } },
            "Clusters": {
              "workers": { "LoadBalancingPolicy": "{{policy}}", "Destinations": { "1": { "Address": "{{(destination ?? _echo).Address}}" } } }
            }
          }
        }
        """);

    // As editors do it: nobody ever reads half a file, which would be one more that is not valid.
    private async Task ReplaceAsync(string content)
    {
        await File.WriteAllTextAsync(FileName + ".tmp", content, Token);
        File.Move(FileName + ".tmp", FileName, overwrite: true);
    }

    private static Task PolicyBecomesAsync(HttpClient client, string policy) => Eventually.HoldsAsync(
        async () => (await client.GetFromJsonAsync<JsonElement>("/admin/policy", Token)).GetProperty("policy").GetString() == policy,
        $"the policy is {policy}");
}
