using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Broker.Api.Tests.Hostile;

namespace Broker.Api.Tests.Limits;

/// <summary>Clients that drip what they send, or what they read: they are cut, hold nothing, and others are served meanwhile.</summary>
public sealed class SlowClientTests
{
    // Beyond any wait of a busy machine with these settings, and below what Kestrel allows by itself.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(25);

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["ReverseProxy:Clusters:workers:HealthCheck:Active:Enabled"] = "false",
        ["ReverseProxy:Routes:files:ClusterId"] = "workers",
        ["ReverseProxy:Routes:files:Match:Path"] = "/files/{**path}",
        ["Broker:Limits:HeadTimeout"] = "00:00:02",
        ["Broker:Limits:BodyTimeout"] = "00:00:02",
        ["Broker:Limits:StallTimeout"] = "00:00:02",
    };

    private static readonly byte[] Large = Answer(new string('x', 16 << 20));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FiveHundredSlowClients_OfEveryKind_AreCutWhileAnotherIsServed()
    {
        await using var worker = new RecordingWorker { Answer = request => request.Second.StartsWith("/files/large", StringComparison.Ordinal) ? (Large, false) : null };
        await using var broker = Before(worker);
        (string Kind, int Count, string Beginning, string Drop)[] kinds =
        [
            ("heads", 100, "POST /process HTTP/1.1\r\nHost: x\r\n", "X: y\r\n"),
            ("bodies, at a pace that Kestrel allows", 100, "POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n", new string('A', 50)),
            ("chunks", 100, "POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\nAAAAA\r\n"),
            ("the extension of a chunk", 50, "POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n1;", new string('a', 50)),
            ("uploads, after much at once", 100, $"POST /files/up HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{new string('A', 20_000)}", "A"),
            ("answers", 50, "GET /files/large HTTP/1.1\r\nHost: x\r\n\r\n", ""),
        ];
        var slow = kinds.SelectMany(kind => Enumerable.Repeat(kind, kind.Count)).Select(async kind =>
        {
            using var client = new SlowClient(receiveBuffer: 4096);
            return (kind.Kind, Said: await client.DripAsync(broker.Address, kind.Beginning, kind.Drop));
        }).ToArray();
        Assert.Equal(500, slow.Length);
        using var client = broker.CreateClient();

        var cut = Task.WhenAll(slow).WaitAsync(Bound, Token);
        var served = 0;
        do
        {
            using var job = new StringContent($"App{served}:Short");
            using var answer = await client.PostAsync("/process", job, Token);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
            served++;
        }
        while (!cut.IsCompleted);

        Assert.All(await cut, one => Assert.True(
            one.Said.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal) || (one.Kind == "answers" && one.Said.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal)) || one.Said.Length == 0,
            $"{one.Kind}: {one.Said}"));
        Assert.Equal(served, worker.Messages.Count(message => message.Second == "/process"));
        await Eventually.HoldsAsync(async () => await InFlightAsync(client) == 0, "nothing is in flight");
    }

    [Fact]
    public async Task Jobs_OfWhichHalfHasCome_HoldNoSlot()
    {
        await using var worker = new RecordingWorker();
        await using var broker = Before(worker, ("Broker:Limits:BodyTimeout", "00:05:00"), ("Broker:Dispatch:Slots", "1"));
        using var client = broker.CreateClient();
        var halves = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var call = await RawCall.ConnectAsync(broker.Address);
            await call.SendAsync("POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
            await call.ReadUntilAsync(text => text.Contains(" 100 ", StringComparison.Ordinal)); // now it reads the body
            await call.SendAsync("App1:");
            return call;
        }));

        using var job = new StringContent("App2:Short");
        using var answer = await client.PostAsync("/process", job, Token);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(0, await InFlightAsync(client));
        Assert.Single(worker.Messages);
        Array.ForEach(halves, half => half.Dispose());
    }

    [Fact]
    public async Task Answer_BelowTheBuffer_EndsTheLeaseBeforeItsClientReads()
    {
        await using var worker = new RecordingWorker { Answer = _ => (Large, false) };
        await using var broker = Before(worker, ("Broker:Limits:AnswerBufferBytes", $"{32 << 20}"), ("Broker:Limits:StallTimeout", "00:05:00"));
        using var client = broker.CreateClient();
        using var slow = new SlowClient(receiveBuffer: 4096);

        await slow.SayAsync(broker.Address, "GET /files/a HTTP/1.1\r\nHost: x\r\n\r\n");
        await Eventually.HoldsAsync(() => worker.Messages.Count == 1, () => "it has not come to the worker");

        await Eventually.HoldsAsync(async () => await InFlightAsync(client) == 0, "the lease has ended");
    }

    [Fact]
    public async Task Answer_AboveTheBuffer_HoldsItsLeaseUntilItsClientIsCut()
    {
        await using var worker = new RecordingWorker { Answer = _ => (Large, false) };
        await using var broker = Before(worker, ("Broker:Limits:StallTimeout", "00:00:03"));
        using var client = broker.CreateClient();
        using var slow = new SlowClient(receiveBuffer: 4096);

        await slow.SayAsync(broker.Address, "GET /files/a HTTP/1.1\r\nHost: x\r\n\r\n");
        await Eventually.HoldsAsync(() => worker.Messages.Count == 1, () => "it has not come to the worker");

        Assert.Equal(1, await InFlightAsync(client));
        await Eventually.HoldsAsync(async () => await InFlightAsync(client) == 0, "the client is cut");
        Assert.Equal(0, (await client.GetFromJsonAsync<JsonElement>("/admin/stats", Token)).GetProperty("failed").GetInt32());
    }

    private static async Task<int> InFlightAsync(HttpClient client)
        => (await client.GetFromJsonAsync<JsonElement>("/admin/stats", Token)).GetProperty("inFlight").GetInt32();

    private static byte[] Answer(string body) => Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private static BrokerFactory Before(RecordingWorker worker, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(Settings);
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var broker = new BrokerFactory([worker.Address, worker.Address, worker.Address], all);
        broker.CreateClient().Dispose(); // it listens from now on
        return broker;
    }
}
