using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Worker.Api.Tests.Hosts;

namespace Worker.Api.Tests.Membership;

/// <summary>A real worker server, and what it says to its broker.</summary>
public sealed class RegistrationTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    private StubBroker _broker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _broker = await StubBroker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Start_WithABroker_RegistersWhatItIs()
    {
        var options = Options();
        options.Slots = 5;
        options.Weight = 2.5;
        options.Labels = "zone=a, gpu=yes";
        options.Cluster = "render";
        options.FirstId = 7;
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        await using var worker = await WorkerServer.StartAsync(options);
        await UntilAsync(() => !_broker.Calls.IsEmpty, "it registers");

        var last = _broker.Last;
        Assert.Equal(
            ("7", worker.Client.BaseAddress!.AbsoluteUri, "render", 5, 2.5, "00:00:01", "open"),
            (last.GetProperty("id").GetString(), last.GetProperty("address").GetString(), last.GetProperty("cluster").GetString(), last.GetProperty("slots").GetInt32(),
                last.GetProperty("weight").GetDouble(), last.GetProperty("lease").GetString(), last.GetProperty("state").GetString()));
        Assert.Equal("""{"zone":"a","gpu":"yes"}""", last.GetProperty("labels").GetRawText());
        Assert.InRange(last.GetProperty("epoch").GetInt64(), before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Lease_AsLongAsItRuns_IsRenewedByTheSameEpoch()
    {
        await using var worker = await WorkerServer.StartAsync(Options());
        await UntilAsync(() => !_broker.Calls.IsEmpty, "it registers");
        var epoch = _broker.Last.GetProperty("epoch").GetInt64();

        await UntilAsync(() => _broker.Count("POST open") >= 5, "it renews");

        Assert.Equal(epoch, _broker.Last.GetProperty("epoch").GetInt64());
        Assert.Single(worker.Log.Lines, line => line.Message.StartsWith("Worker 1 joined the broker at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_BrokerHasJobsOnTheirWay_TakesThemUntilItSaysDrainedThenLeaves()
    {
        await using var worker = await WorkerServer.StartAsync(Options());
        await UntilAsync(() => !_broker.Calls.IsEmpty, "it registers");
        _broker.InFlight = 1;

        var stopping = worker.App.StopAsync(Token);
        await UntilAsync(() => _broker.Count("POST draining") >= 2, "it says goodbye");
        using (var ready = await worker.Client.GetAsync("/health/ready", Token))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        }

        using (var onItsWay = await worker.SendAsync("App1", type: "Short"))
        {
            Assert.Equal(HttpStatusCode.OK, onItsWay.StatusCode);
        }

        Assert.False(stopping.IsCompleted);
        _broker.InFlight = 0;
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal($"DELETE 1?epoch={_broker.Last.GetProperty("epoch").GetInt64()}", _broker.Calls.Last());
        Assert.Contains(worker.Log.Lines, line => line.Message.StartsWith("Worker 1 left the broker at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_BrokerGone_DoesNotWaitForIt()
    {
        await using var worker = await WorkerServer.StartAsync(Options());
        await UntilAsync(() => !_broker.Calls.IsEmpty, "it registers");
        await _broker.GoDownAsync();

        await worker.App.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.DoesNotContain(worker.Log.Lines, line => line.Message.Contains("unfinished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Broker_EndingItself_IsOutlivedAsItStillHasJobsHere()
    {
        await using var worker = await WorkerServer.StartAsync(Options());
        await UntilAsync(() => HasJoined(worker), "it joins");
        _broker.Status = StatusCodes.Status503ServiceUnavailable;

        var stopping = worker.App.StopAsync(Token);
        await UntilAsync(() => _broker.Count("POST draining") >= 6, "it goes on asking");
        Assert.False(stopping.IsCompleted);

        await _broker.GoDownAsync();
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task Stop_BrokerThatNeverTookIt_IsNotWaitedFor()
    {
        _broker.Status = StatusCodes.Status503ServiceUnavailable;
        await using var worker = await WorkerServer.StartAsync(Options());
        await UntilAsync(() => _broker.Count("POST open") >= 2, "it tries");

        await worker.App.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token); // the drain alone may take 30 s
    }

    [Fact]
    public async Task Broker_DownAtTheStart_IsFoundWhenItComesUp()
    {
        await _broker.GoDownAsync();
        await using var worker = await WorkerServer.StartAsync(Options());
        await UntilAsync(() => Warnings(worker).Any(), "it says so");
        Assert.Equal(HttpStatusCode.OK, (await worker.SendAsync("App1", type: "Short")).StatusCode); // and works all the same

        await _broker.ComeUpAsync();
        await UntilAsync(() => !_broker.Calls.IsEmpty, "it registers");

        Assert.Contains("Connection refused", Assert.Single(Warnings(worker)), StringComparison.Ordinal); // once, not for each try
    }

    [Theory]
    [InlineData(401, "Worker:BrokerKey")]
    [InlineData(403, "Because. Check Worker:BrokerKeyFile")]
    [InlineData(409, "409: Because.")]
    [InlineData(404, "Is it a broker?")]
    public async Task Broker_Refuses_IsSaidOnceWithTheReason(int status, string why)
    {
        _broker.Status = status;
        await using var worker = await WorkerServer.StartAsync(Options());
        await UntilAsync(() => _broker.Count("POST open") >= 3, "it goes on trying");

        Assert.Contains(why, Assert.Single(Warnings(worker)), StringComparison.Ordinal);

        _broker.Status = StatusCodes.Status201Created;
        await UntilAsync(() => HasJoined(worker), "it joins");
    }

    [Fact]
    public async Task Key_OfAFile_TravelsAsBearerAndIsReadAnew()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "the first key of all\n", Token);
            var options = Options();
            options.BrokerKeyFile = file;
            await using var worker = await WorkerServer.StartAsync(options);
            await UntilAsync(() => _broker.Keys.Contains("Bearer the first key of all"), "the key is sent");

            await File.WriteAllTextAsync(file, "the second key of all\n", Token);
            await UntilAsync(() => _broker.Keys.Contains("Bearer the second key of all"), "the new key is sent");

            Assert.DoesNotContain(worker.Log.Lines, line => line.Message.Contains("key of all", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Start_WithTwoBrokers_RegistersAtEach()
    {
        await using var other = await StubBroker.StartAsync();
        var options = Options();
        options.Broker = $"{_broker.Address}, 127.0.0.1:{other.Address.Port}";

        await using var worker = await WorkerServer.StartAsync(options);

        await UntilAsync(() => !_broker.Calls.IsEmpty && !other.Calls.IsEmpty, "both hear of it");
        await worker.App.StopAsync(Token);
        Assert.All([_broker, other], broker => Assert.StartsWith("DELETE 1", broker.Calls.Last(), StringComparison.Ordinal));
    }

    private static bool HasJoined(WorkerServer worker)
        => worker.Log.Lines.Any(line => line.Message.StartsWith("Worker 1 joined the broker at ", StringComparison.Ordinal));

    private static IEnumerable<string> Warnings(WorkerServer worker)
        => worker.Log.Lines.Where(line => line.Level == LogLevel.Warning).Select(line => line.Message);

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        var end = Environment.TickCount64 + 30_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < end, $"Not within 30 s: {what}");
            await Task.Delay(10, Token);
        }
    }

    private WorkerOptions Options() => new() { Broker = _broker.Address.AbsoluteUri, Lease = Lease };
}
