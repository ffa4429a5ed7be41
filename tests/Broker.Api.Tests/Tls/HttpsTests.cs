using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Certificates;

namespace Broker.Api.Tests.Tls;

/// <summary>HTTPS for clients, with real certificates over real sockets.</summary>
public sealed class HttpsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Job_OverHttps_TravelsByHttp2(bool isPfx)
    {
        _authority.Issue("broker", isPfx);
        await using var worker = await EchoServer.StartAsync();
        await using var broker = isPfx
            ? Before(worker, ("Broker:Tls:Certificate", _authority.PathOf("broker.pfx")), ("Broker:Tls:PasswordFile", _authority.PathOf("broker.password")))
            : Before(worker, Pem("broker"));
        using var client = _authority.Client(broker.Address);

        using var answer = await client.PostAsync("/process", new StringContent("App1:Short"), Token);

        Assert.Equal("https", broker.Address.Scheme);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (answer.StatusCode, answer.Version));
        Assert.Equal("App1:Short", System.Text.Encoding.UTF8.GetString(worker.Requests.Single().Body));
        Assert.Equal("https", worker.Requests.Single().Headers["X-Forwarded-Proto"]);
    }

    [Fact]
    public async Task Jobs_OfWhichHalfHasComeByHttp2_HoldNoSlotAndAreRefused()
    {
        _authority.Issue("broker");
        await using var worker = await EchoServer.StartAsync();
        await using var broker = Before(worker, [.. Pem("broker"), ("Broker:Dispatch:Slots", "1"), ("Broker:Limits:BodyTimeout", "00:00:03")]);
        using var client = _authority.Client(broker.Address);
        var halves = Enumerable.Range(0, 10).Select(_ => new HalfJob()).ToArray();
        var sending = halves.Select(half => SendByHttp2Async(client, half)).ToArray();
        await Task.WhenAll(halves.Select(half => half.Begun)).WaitAsync(TimeSpan.FromSeconds(30), Token);

        var job = await SendByHttp2Async(client, new StringContent("App2:Short"));

        Assert.Equal((HttpStatusCode.OK, 1), (job, worker.Requests.Count));
        Assert.All(await Task.WhenAll(sending), status => Assert.Equal(HttpStatusCode.RequestTimeout, status));
        Assert.Single(worker.Requests);
    }

    [Fact]
    public async Task Http_WhereHttpsIsSpoken_GetsNoAnswer()
    {
        _authority.Issue("broker");
        await using var worker = await EchoServer.StartAsync();
        await using var broker = Before(worker, Pem("broker"));
        using var listening = broker.CreateClient();

        var said = await RawCall.SayAsync(broker.Address, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.DoesNotContain("200", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_FilesReplaced_NewConnectionsGetTheNewOne()
    {
        var first = _authority.Issue("broker");
        await using var worker = await EchoServer.StartAsync();
        await using var broker = Before(worker, Pem("broker"));
        using var listening = broker.CreateClient();
        Assert.Equal(first, await ShownByAsync(broker.Address));

        var second = _authority.Issue("broker");

        await Eventually.HoldsAsync(async () => await ShownByAsync(broker.Address) == second, "the new certificate is shown");
        Assert.Contains(broker.Lines, line => line.Contains("was read anew", StringComparison.Ordinal));

        await File.WriteAllTextAsync(_authority.PathOf("broker.pem"), "no certificate", Token);
        await Eventually.HoldsAsync(
            async () => await ShownByAsync(broker.Address) == second && broker.Lines.Any(line => line.Contains("what it held before stays in use", StringComparison.Ordinal)),
            "the one before stays");
    }

    [Fact]
    public async Task ClientCa_IsGiven_CallersShowACertificateButForHealth()
    {
        using var strangers = new TestAuthority("Strangers");
        _authority.Issue("broker");
        _authority.Issue("client");
        strangers.Issue("client");
        File.Copy(strangers.PathOf("client.pem"), _authority.PathOf("stranger.pem"));
        File.Copy(strangers.PathOf("client.key"), _authority.PathOf("stranger.key"));
        await using var worker = await EchoServer.StartAsync();
        await using var broker = Before(worker, [.. Pem("broker"), ("Broker:Tls:ClientCa", _authority.CaFile)]);
        using var known = _authority.Client(broker.Address, shows: "client");
        using var nobody = _authority.Client(broker.Address);
        using var stranger = _authority.Client(broker.Address, shows: "stranger");

        using var served = await known.PostAsync("/process", new StringContent("App1:Short"), Token);
        using var refused = await nobody.PostAsync("/process", new StringContent("App1:Short"), Token);
        using var health = await nobody.GetAsync("/health/live", Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.OK), (served.StatusCode, refused.StatusCode, health.StatusCode));
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync("/health/live", Token));
        Assert.Single(worker.Requests);
    }

    [Theory]
    [InlineData("Certificate", "/no/such/file", "Broker:Tls:Certificate is '/no/such/file', and that cannot be used")]
    [InlineData("Key", "/no/such/key", "Broker:Tls:Certificate is none; it must name a file where Broker:Tls:Key")]
    public void Build_FilesThatCannotBeUsed_SaysWhich(string setting, string value, string expected)
    {
        var fault = Assert.Throws<Job.Hosting.Settings.SettingsException>(() => BrokerHost.Build([$"--Broker:Tls:{setting}={value}"]));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_AKeyOfAnotherCertificate_SaysSo()
    {
        _authority.Issue("broker");
        _authority.Issue("other");

        var fault = Assert.Throws<Job.Hosting.Settings.SettingsException>(
            () => BrokerHost.Build([$"--Broker:Tls:Certificate={_authority.PathOf("broker.pem")}", $"--Broker:Tls:Key={_authority.PathOf("other.key")}"]));

        Assert.Contains("broker.pem', and that cannot be used", fault.Message, StringComparison.Ordinal);
    }

    private (string, string)[] Pem(string name) => [("Broker:Tls:Certificate", _authority.PathOf(name + ".pem")), ("Broker:Tls:Key", _authority.PathOf(name + ".key"))];

    private static async Task<string> ShownByAsync(Uri server)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", server.Port, Token);
        X509Certificate? shown = null;
        await using var tls = new SslStream(tcp.GetStream(), false, (_, certificate, _, _) =>
        {
            shown = certificate;
            return certificate is not null;
        });
        await tls.AuthenticateAsClientAsync("localhost");
        return ((X509Certificate2)shown!).Thumbprint;
    }

    private static async Task<HttpStatusCode> SendByHttp2Async(HttpClient client, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/process") { Content = body, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await client.SendAsync(request, Token);
        return answer.StatusCode;
    }

    private static BrokerFactory Before(EchoServer worker, params (string Key, string Value)[] settings)
        => new([worker.Address, worker.Address, worker.Address], settings.ToDictionary(one => one.Key, one => one.Value));
}
