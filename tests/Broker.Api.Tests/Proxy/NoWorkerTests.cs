using System.Net;
using Job.Contracts;
using Sockets;

namespace Broker.Api.Tests.Proxy;

public sealed class NoWorkerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_AllWorkersDown_Is503WithRetryAfterAndServesAgainWhenOneReturns()
    {
        using var gone = new RefusingPort();
        using var away = new RefusingPort();
        await using var broker = new BrokerFactory([new Uri(away.Address), new Uri(gone.Address), new Uri(gone.Address)]);
        using var client = broker.CreateClient();

        using (var refused = await client.PostAsync("/process", new StringContent("App1:Short"), Token))
        {
            var problem = JobProblems.ReadJson(await refused.Content.ReadAsByteArrayAsync(Token));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(503, problem!.Status);
            Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        }

        // Known to be down: refused without trying, and readiness says so.
        await Eventually.HoldsAsync(
            async () => await StatusAsync(client, "/health/ready") == HttpStatusCode.ServiceUnavailable, "the broker says it is not ready");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/live"));
        using (var refused = await client.PostAsync("/process", new StringContent("App1:Short"), Token))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        var address = new Uri(away.Address);
        away.Dispose();
        await using var returned = await EchoServer.StartAsync(address: address);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await client.PostAsync("/process", new StringContent("App1:Short"), Token);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            "jobs are served again");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/ready"));
    }

    // Hosts that drop packets: nothing refuses, nothing answers.
    [Fact]
    public async Task Process_OneWorkerIsSilent_IsTriedElsewhereAndAllSilentIs503()
    {
        using var silent = new SilentListener();
        var address = new Uri(silent.Address);
        await using var echo = await EchoServer.StartAsync();
        await using (var broker = new BrokerFactory([address, echo.Address, echo.Address]))
        {
            using var client = broker.CreateClient();
            using var served = await client.PostAsync("/process", new StringContent("App1:Short"), Token);
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        }

        await using var lonely = new BrokerFactory([address, address, address]);
        using var refused = await lonely.CreateClient().PostAsync("/process", new StringContent("App1:Short"), Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task OtherRoute_AllWorkersDown_IsAProblemToo()
    {
        using var gone = new RefusingPort();
        await using var broker = new BrokerFactory([new Uri(gone.Address), new Uri(gone.Address), new Uri(gone.Address)], new Dictionary<string, string>
        {
            ["ReverseProxy:Routes:files:ClusterId"] = "workers",
            ["ReverseProxy:Routes:files:Match:Path"] = "/files/{**path}",
        });
        using var client = broker.CreateClient();

        using var answer = await client.GetAsync("/files/a", Token);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Token);
        return answer.StatusCode;
    }
}
