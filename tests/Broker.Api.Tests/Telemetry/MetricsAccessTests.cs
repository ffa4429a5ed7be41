using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Broker.Api.Tests.Telemetry;

/// <summary>Who may read <c>/metrics</c>, and where.</summary>
public sealed class MetricsAccessTests
{
    private const string Key = "a key of sixteen or more";
    private const string ReadKey = "another that may read";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("admin", null, HttpStatusCode.Unauthorized)]
    [InlineData("admin", "some other key", HttpStatusCode.Forbidden)]
    [InlineData("admin", ReadKey, HttpStatusCode.OK)]
    [InlineData("admin", Key, HttpStatusCode.OK)]
    [InlineData("open", null, HttpStatusCode.OK)]
    [InlineData("off", Key, HttpStatusCode.NotFound)]
    public async Task Get_ABrokerWithKeys_AnswersThoseWhoMay(string metrics, string? key, HttpStatusCode expected)
    {
        await using var broker = new BrokerFactory(
            [], new Dictionary<string, string> { ["Broker:Metrics"] = metrics, ["Broker:Admin:Key"] = Key, ["Broker:Admin:ReadKey"] = ReadKey });
        using var client = broker.CreateClient();
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);

        Assert.Equal(expected, await StatusAsync(client, "/metrics"));
        Assert.Equal(expected, await StatusAsync(client, "/Metrics"));
    }

    [Theory]
    [InlineData("admin", HttpStatusCode.Forbidden)]
    [InlineData("open", HttpStatusCode.OK)]
    public async Task Get_ABrokerWithoutAKey_AnswersOthersOnlyWhereOpen(string metrics, HttpStatusCode ofOthers)
    {
        await using var broker = new BrokerFactory([], new Dictionary<string, string> { ["Broker:Metrics"] = metrics });
        using var client = broker.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/metrics"));
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        Assert.Equal(ofOthers, await StatusAsync(client, "/metrics"));
    }

    [Fact]
    public async Task Post_IsNotAllowed()
    {
        await using var broker = new BrokerFactory([]);
        using var client = broker.CreateClient();

        using var answer = await client.PostAsync("/metrics", null, Token);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET"), (answer.StatusCode, Assert.Single(answer.Content.Headers.Allow)));
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("open")]
    public async Task Get_AdminCallsHaveAnAddress_AnswersThereOnly(string metrics)
    {
        await using var broker = new BrokerFactory([], new Dictionary<string, string> { ["Broker:Metrics"] = metrics, ["Broker:Admin:Url"] = "http://127.0.0.1:0" });
        var addresses = broker.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        using var client = new HttpClient { BaseAddress = new Uri(addresses[0]) };
        using var admin = new HttpClient { BaseAddress = new Uri(addresses[1]) };

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await StatusAsync(client, "/metrics"), await StatusAsync(admin, "/metrics")));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Token);
        return answer.StatusCode;
    }
}
