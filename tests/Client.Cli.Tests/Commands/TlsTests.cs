using Broker.Api;
using Certificates;
using Client.Cli.Tests.Stubs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Client.Cli.Tests.Commands;

/// <summary><c>lb</c> and a real broker that speaks HTTPS.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public TlsTests()
    {
        _authority.Issue("broker");
        _authority.Issue("me");
    }

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Policy_BrokerWhoseAuthorityIsNamed_IsTold()
    {
        await using var broker = await StartAsync();

        var byFlag = await LbRun.OfAsync("policy", "--broker", broker.Urls.First(), "--cacert", _authority.CaFile);
        var byVariable = new LbRun { Environment = { ["LB_CACERT"] = _authority.CaFile } };
        await byVariable.RunAsync("policy", "--broker", broker.Urls.First());

        Assert.Equal((0, "round-robin"), (byFlag.ExitCode, byFlag.Output.Trim()));
        Assert.Equal((0, "round-robin"), (byVariable.ExitCode, byVariable.Output.Trim()));
    }

    // There is no worker: that it is answered so by the broker is what the handshake was for.
    [Fact]
    public async Task Bench_BrokerWhoseAuthorityIsNamed_IsMeasured()
    {
        await using var broker = await StartAsync();

        var run = await LbRun.OfAsync("bench", "--broker", broker.Urls.First(), "--cacert", _authority.CaFile, "--rate", "50", "--duration", "0.2", "--warm-up", "0", "--json");

        Assert.Contains("\"503\":", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_BrokerThatNobodyKnows_SaysWhatToDo()
    {
        await using var broker = await StartAsync();

        var run = await LbRun.OfAsync("policy", "--broker", broker.Urls.First());

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--cacert", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_BrokerThatWantsACertificate_IsShownOne()
    {
        await using var broker = await StartAsync($"--Broker:Tls:ClientCa={_authority.CaFile}");
        string[] call = ["policy", "--broker", broker.Urls.First(), "--cacert", _authority.CaFile];

        var without = await LbRun.OfAsync(call);
        var with = await LbRun.OfAsync([.. call, "--cert", _authority.PathOf("me.pem"), "--cert-key", _authority.PathOf("me.key")]);

        Assert.Equal(1, without.ExitCode);
        Assert.Contains("show a certificate", without.Error, StringComparison.Ordinal);
        Assert.Equal((0, "round-robin"), (with.ExitCode, with.Output.Trim()));
    }

    [Theory]
    [InlineData("--cacert is '/no/such', and that cannot be used", "--cacert", "/no/such")]
    [InlineData("--cert is '/no/such', and that cannot be used", "--cert", "/no/such")]
    [InlineData("name that by --cert", "--cert-key", "/no/such")]
    public async Task Send_FilesThatCannotBeUsed_IsUsage(string expected, params string[] flags)
    {
        var run = await LbRun.OfAsync(["send", "App1:Short", .. flags]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private async Task<WebApplication> StartAsync(params string[] settings)
    {
        var app = BrokerHost.Build(
            [
                "--urls=https://127.0.0.1:0",
                $"--Broker:Tls:Certificate={_authority.PathOf("broker.pem")}",
                $"--Broker:Tls:Key={_authority.PathOf("broker.key")}",
                .. settings,
            ],
            builder => builder.Logging.ClearProviders(),
            [new Uri("http://127.0.0.1:9/")]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
