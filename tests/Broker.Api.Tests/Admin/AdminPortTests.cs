using System.Net;
using System.Net.Sockets;
using Job.Hosting.Startup;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Broker.Api.Tests.Admin;

/// <summary>Admin calls at an address of their own.</summary>
public sealed class AdminPortTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Url_IsGiven_AdminCallsAndJobsHaveEachTheirOwnPort()
    {
        await using var worker = await EchoServer.StartAsync();
        await using var broker = new BrokerFactory(
            [worker.Address, worker.Address, worker.Address], new Dictionary<string, string> { ["Broker:Admin:Url"] = "http://127.0.0.1:0" });
        var addresses = broker.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        using var client = new HttpClient { BaseAddress = new Uri(addresses[0]) };
        using var admin = new HttpClient { BaseAddress = new Uri(addresses[1]) };

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, "/admin/stats"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, "/ADMIN/workers"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/admin/stats"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(client, "/health/live"), await StatusAsync(admin, "/health/live")));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await StatusAsync(client, "/"), await StatusAsync(admin, "/"))); // the dashboard
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await StatusAsync(client, "/dashboard/app.js"), await StatusAsync(admin, "/dashboard/app.js")));
        using var job = await client.PostAsync("/process", new StringContent("App1:Short"), Token);
        using var elsewhere = await admin.PostAsync("/process", new StringContent("App1:Short"), Token);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (job.StatusCode, elsewhere.StatusCode));
        Assert.Single(worker.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", "another port")]
    [InlineData("https://127.0.0.1:8090", "must begin with http")]
    [InlineData("http://127.0.0.1:8090/admin", "nothing behind them")]
    public void Build_AnAddressThatCannotBe_SaysWhy(string url, string expected)
        => Assert.Contains(expected, Assert.Throws<Job.Hosting.Settings.SettingsException>(() => BrokerHost.Build([$"--Broker:Admin:Url={url}"])).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Start_ItsAddressIsTaken_NamesIt()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var app = BrokerHost.Build(["--Broker:Port=0", "--Broker:BindAddress=localhost", $"--Broker:Admin:Url=http://{taken.LocalEndpoint}"]);

        var fault = await Assert.ThrowsAsync<StartException>(() => ServiceGroup.StartAsync([BrokerHost.AsService(app, 0)], Token));

        Assert.StartsWith($"http://{taken.LocalEndpoint} is in use", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Token);
        return answer.StatusCode;
    }
}
