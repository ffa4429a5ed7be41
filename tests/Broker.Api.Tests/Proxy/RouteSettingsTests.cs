using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Job.Contracts;
using Microsoft.AspNetCore.Http;

namespace Broker.Api.Tests.Proxy;

/// <summary>What YARP's configuration may ask of a route or a cluster, and what HTTP/2 brings along.</summary>
public sealed class RouteSettingsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ReverseProxy:Routes:files:Timeout", "00:00:00.200")]
    [InlineData("ReverseProxy:Clusters:workers:HttpRequest:ActivityTimeout", "00:00:00.200")]
    public async Task Timeout_WorkerTooSlow_Is504AndTheWorkersFailure(string setting, string value)
    {
        await using var echo = await EchoServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var broker = Before(echo, (setting, value));
        using var client = broker.CreateClient();

        using var answer = await client.GetAsync("/files/a", Token);

        var problem = JobProblems.ReadJson(await answer.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal((HttpStatusCode.GatewayTimeout, 504), (answer.StatusCode, problem?.Status));
        Assert.Contains("Worker 1", problem!.Detail, StringComparison.Ordinal);
        await StatsBecomeAsync(client, "inFlight=0 queued=0 forwarded=0 failed=1 retried=0 hedged=0 hedgesWon=0 panic=[]");
    }

    [Fact]
    public async Task Timeout_WorkerInTime_IsNotNoticed()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(echo, ("ReverseProxy:Routes:files:Timeout", "00:00:30"));
        using var client = broker.CreateClient();

        Assert.Equal("echo", await client.GetStringAsync("/files/a", Token));
    }

    [Fact]
    public async Task CorsAndAuthorization_NamedByARoute_AreServed()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var broker = Before(
            echo, ("ReverseProxy:Routes:files:CorsPolicy", "disable"), ("ReverseProxy:Routes:files:AuthorizationPolicy", "anonymous"));
        using var client = broker.CreateClient();

        Assert.Equal("echo", await client.GetStringAsync("/files/a", Token));
    }

    [Fact]
    public async Task Http2_AnswerWithTrailers_PassesAsGrpcNeedsIt()
    {
        await using var echo = await EchoServer.StartAsync(
            async context =>
            {
                await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
                context.Response.AppendTrailer("grpc-status", "0");
            },
            http2: true);
        await using var broker = Before(
            echo,
            ("Kestrel:EndpointDefaults:Protocols", "Http2"),
            ("ReverseProxy:Clusters:workers:HttpRequest:Version", "2"),
            ("ReverseProxy:Clusters:workers:HttpRequest:VersionPolicy", "RequestVersionExact"));
        using var client = broker.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/files/talk")
        {
            Content = new StringContent("said", Encoding.ASCII, "application/grpc"),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal("said", await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
    }

    private static BrokerFactory Before(EchoServer echo, params (string Key, string Value)[] settings)
        => new([echo.Address, echo.Address, echo.Address], new Dictionary<string, string>(settings.ToDictionary(one => one.Key, one => one.Value))
        {
            ["ReverseProxy:Routes:files:ClusterId"] = "workers",
            ["ReverseProxy:Routes:files:Match:Path"] = "/files/{**path}",
        });

    private static async Task StatsBecomeAsync(HttpClient client, string expected)
    {
        var stats = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                var json = await client.GetFromJsonAsync<JsonElement>("/admin/stats", Token);
                stats = string.Join(' ', json.EnumerateObject().Select(count => $"{count.Name}={count.Value}"));
                return stats == expected;
            },
            $"the stats are {expected}");
    }
}
