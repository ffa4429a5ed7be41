using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Broker.Api.Dashboard;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Broker.Api.Tests.Dashboard;

/// <summary>What the dashboard is told, over real connections.</summary>
public sealed class StreamTests
{
    private const string Key = "a key of sixteen letters and more";

    private const string ReadKey = "a key of those who may but look";

    private static readonly string[] Jobs = ["A:Long", "B:Short", "C:Long", "D:Short", "E:Long"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_JobsThatRunAndWait_AreShown()
    {
        await using var worker = await HeldWorker.StartAsync();
        await using var broker = new BrokerFactory(
            [worker.Address, worker.Address, worker.Address], new Dictionary<string, string> { ["Broker:Dispatch:Slots"] = "1", ["Broker:Dispatch:Prefetch"] = "0" });
        using var client = broker.CreateClient();
        await using var events = await EventReader.OpenAsync(client);

        var hello = await events.NextAsync("hello");
        var layout = await events.NextAsync("layout");
        Assert.True(hello.GetProperty("mayAct").GetBoolean());
        var cluster = layout.GetProperty("clusters")[0];
        Assert.Equal(("workers", "round-robin", "1"), (cluster.GetProperty("id").GetString(), cluster.GetProperty("policy").GetString(), cluster.GetProperty("dispatch").GetProperty("slots").GetString()));
        Assert.Equal(worker.Address.AbsoluteUri, cluster.GetProperty("workers")[0].GetProperty("address").GetString());

        var jobs = Jobs.Select(job => SendAsync(client, job)).ToArray();
        var busy = await events.NextAsync("tick", tick => Queue(tick, "shorts") + Queue(tick, "longs") == 2);
        Assert.Equal(3, busy.GetProperty("clusters")[0].GetProperty("inFlight").EnumerateArray().Sum(one => one.GetInt32()));
        Assert.Equal(3, Queue(busy, "runningShorts") + Queue(busy, "runningLongs"));

        await Eventually.HoldsAsync(
            () =>
            {
                foreach (var application in worker.Came)
                {
                    worker.End(application);
                }

                return Task.FromResult(Array.TrueForAll(jobs, job => job.IsCompleted));
            },
            "all jobs end");
        var idle = await events.NextAsync("tick", tick => tick.GetProperty("counts").GetProperty("forwarded").GetInt64() == 5);
        Assert.Equal(0, idle.GetProperty("clusters")[0].GetProperty("inFlight")[0].GetInt32());
        var second = await events.NextAsync("second", second => second.GetProperty("short").GetProperty("jobs").GetInt64() + second.GetProperty("long").GetProperty("jobs").GetInt64() == 5);
        Assert.Equal(5, second.GetProperty("decisions").GetArrayLength());
        Assert.Equal(["A", "B", "C", "D", "E"], second.GetProperty("applications").EnumerateArray().Select(one => one.GetProperty("id").GetString()).Order());
    }

    [Fact]
    public async Task Events_AWorkerThatCloses_IsShownWithTheReasonAndMarked()
    {
        await using var cluster = new TestCluster();
        await using var events = await EventReader.OpenAsync(cluster.Client);
        await events.NextAsync("second", second => second.GetProperty("points").GetArrayLength() > 0); // the watch knows how it was

        using var change = await cluster.Client.PutAsync("/admin/workers/2/state", new StringContent("{\"state\":\"draining\"}", Encoding.UTF8, "application/json"), Token);
        change.EnsureSuccessStatusCode();

        var tick = await events.NextAsync("tick", tick => tick.GetProperty("clusters")[0].GetProperty("state")[1].GetInt32() == WorkerStates.Drained);
        Assert.Equal("closed to new jobs, and holds none any more", tick.GetProperty("clusters")[0].GetProperty("why").GetProperty("1").GetString());
        await events.NextAsync("second", second => second.GetProperty("marks").EnumerateArray().Any(mark
            => mark.GetProperty("kind").GetString() == "closed" && mark.GetProperty("text").GetString()!.StartsWith("Worker 2 closed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Events_AWorkerThatIsEjected_IsShownAsThatWithTheReasonAndMarked()
    {
        await using var bad = await EchoServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        await using var good = await EchoServer.StartAsync();
        await using var broker = new BrokerFactory([bad.Address, good.Address, good.Address]);
        using var client = broker.CreateClient();
        await using var events = await EventReader.OpenAsync(client);
        await events.NextAsync("second", second => second.GetProperty("points").GetArrayLength() > 0);

        for (var job = 0; job < 30; job++)
        {
            await SendAsync(client, "App1:Short");
        }

        var tick = await events.NextAsync("tick", tick => tick.GetProperty("clusters")[0].GetProperty("state")[0].GetInt32() == WorkerStates.Ejected);
        var why = tick.GetProperty("clusters")[0].GetProperty("why").GetProperty("0").GetString();
        Assert.Matches("^ejected until [0-9:]{8} UTC: it answered with errors or junk, or broke off$", why);
        await events.NextAsync("second", second => second.GetProperty("marks").EnumerateArray().Any(mark
            => mark.GetProperty("text").GetString()!.StartsWith("Worker 1 closed: ejected until", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Events_APolicyThatIsChanged_ComesAsANewLayout()
    {
        await using var cluster = new TestCluster();
        var came = DateTimeOffset.UtcNow;
        await using var events = await EventReader.OpenAsync(cluster.Client);
        var first = await events.NextAsync("layout");
        Assert.True(first.GetProperty("started").GetDateTimeOffset() < came, "the broker was there before its reader");

        using var change = await cluster.Client.PutAsync("/admin/policy", new StringContent("{\"policy\":\"least-requests\"}", Encoding.UTF8, "application/json"), Token);
        change.EnsureSuccessStatusCode();

        var layout = await events.NextAsync("layout");
        Assert.Equal("least-requests", layout.GetProperty("clusters")[0].GetProperty("policy").GetString());
    }

    [Fact]
    public async Task Events_WithAKey_MayBeReadHereWithoutButNotWithAWrongOne()
    {
        await using var cluster = new TestCluster(new Dictionary<string, string> { ["Broker:Admin:Key"] = Key, ["Broker:Admin:ReadKey"] = ReadKey });
        await using (var without = await EventReader.OpenAsync(cluster.Client))
        {
            var hello = await without.NextAsync("hello");
            Assert.Equal((false, true), (hello.GetProperty("mayAct").GetBoolean(), hello.GetProperty("hasKey").GetBoolean()));
        }

        using var proxied = new HttpRequestMessage(HttpMethod.Get, "/dashboard/events") { Headers = { { "X-Forwarded-For", "192.0.2.1" } } };
        using var stranger = await cluster.Client.SendAsync(proxied, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal("Bearer realm=\"admin\"", stranger.Headers.WwwAuthenticate.ToString());

        cluster.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "another key of many letters");
        using var wrong = await cluster.Client.GetAsync("/dashboard/events", Token);
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);

        cluster.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ReadKey);
        await using (var reading = await EventReader.OpenAsync(cluster.Client))
        {
            Assert.False((await reading.NextAsync("hello")).GetProperty("mayAct").GetBoolean());
        }

        cluster.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        await using var with = await EventReader.OpenAsync(cluster.Client);
        Assert.True((await with.NextAsync("hello")).GetProperty("mayAct").GetBoolean());
    }

    [Fact]
    public async Task Events_NobodyReads_NothingIsMade()
    {
        await using var cluster = new TestCluster();
        var feed = cluster.Broker.Services.GetRequiredService<FrameFeed>();
        Assert.Equal(0, feed.Made);

        await using (var events = await EventReader.OpenAsync(cluster.Client))
        {
            await events.NextAsync("tick");
            Assert.True(feed.IsMaking);
        }

        await Eventually.HoldsAsync(() => Task.FromResult(!feed.IsMaking), "it ends when the reader has left");
    }

    [Fact]
    public async Task Events_AReaderThatIsStuck_HoldsNobodyUpAndCostsOneSnapshot()
    {
        await using var cluster = new TestCluster();
        var feed = cluster.Broker.Services.GetRequiredService<FrameFeed>();
        using var stuck = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1 };
        await stuck.ConnectAsync("localhost", cluster.Broker.Address.Port, Token);
        await stuck.SendAsync(Encoding.ASCII.GetBytes($"GET /dashboard/events HTTP/1.1\r\nHost: localhost:{cluster.Broker.Address.Port}\r\n\r\n"), Token);
        await Eventually.HoldsAsync(() => Task.FromResult(feed.IsMaking), "the stuck one is being read to");

        await using var events = await EventReader.OpenAsync(cluster.Client);
        var first = (await events.NextAsync("tick")).GetProperty("at").GetInt64();
        await events.NextAsync("tick", tick => tick.GetProperty("at").GetInt64() > first + 1000);
    }

    [Fact]
    public async Task Events_TheBrokerStops_TheStreamEndsBeforeTheDrainWaitsForIt()
    {
        await using var worker = await HeldWorker.StartAsync();
        var broker = new BrokerFactory([worker.Address]);
        using var client = broker.CreateClient();
        await using var events = await EventReader.OpenAsync(client);
        await events.NextAsync("tick");

        await broker.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    private static int Queue(System.Text.Json.JsonElement tick, string member) => tick.GetProperty("clusters")[0].GetProperty("queue").GetProperty(member).GetInt32();

    private static async Task SendAsync(HttpClient client, string job)
    {
        using var answer = await client.PostAsync("/process", new StringContent(job, Encoding.UTF8, "text/plain"), Token);
        answer.EnsureSuccessStatusCode();
    }
}
