using System.Net;
using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Workers;

/// <summary>The workers of <c>examples/workers</c>, each in its language, alone and behind a broker. On Linux and macOS.</summary>
public sealed class ExampleWorkerTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly HttpClient Client = new() { Timeout = Wait.Bound };

    public static TheoryData<string> Languages => ["python3 worker.py", "node worker.mjs", "/usr/bin/python3 fast.py"];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Worker_Alone_KeepsTheContractAndDrains(string language)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no signals to send
        }

        if (language.Contains("fast.py", StringComparison.Ordinal) && !HasFastApi())
        {
            return;
        }

        await using var worker = Start(language, "w");
        var address = $"http://127.0.0.1:{await worker.PortAsync("Worker server w listening")}";

        Assert.Equal("Worker w processed complex (Long) request for App1.", (await SendAsync(address, "App1:long", "text/plain")).Body);
        var (status, body) = await SendAsync(address, """{"applicationId":"App2","applicationType":"Short","payload":[1,2,3]}""", "application/json");
        var answer = JsonElement.Parse(body);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Worker w processed simple (Short) request for App2.", answer.GetProperty("message").GetString());
        Assert.Equal(6, answer.GetProperty("result").GetProperty("sum").GetInt32());

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(address, "App1", "text/plain")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(address, "{\"applicationId\":", "application/json")).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await SendAsync(address, """{"applicationId":"A","applicationType":"Long","payload":7}""", "application/json")).Status);

        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync($"{address}/health/ready", Cancel)).StatusCode);
        var load = JsonElement.Parse(await Client.GetStringAsync($"{address}/load", Cancel));
        Assert.Equal((4, 0, 0), (load.GetProperty("slots").GetInt32(), load.GetProperty("inFlight").GetInt32(), load.GetProperty("queued").GetInt32()));

        await worker.SignalAsync("TERM");
        Assert.Equal(0, await worker.ExitCodeAsync());
    }

    [Fact]
    public async Task Workers_BehindABroker_AllServe()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        await using var python = Start("python3 worker.py", "py");
        await using var node = Start("node worker.mjs", "node");
        await using var shell = ProgramProcess.Start(
            Programs.Worker, "--count", "1", "--first-id", "9", "--first-port", "0",
            "--exec", $"sh '{Programs.FileOf("examples", "workers", "report.sh")}' {{applicationId}} {{applicationType}}");
        await using var broker = ProgramProcess.Start(Programs.Broker, "--port", "0", "--members", "registered");
        var address = $"http://127.0.0.1:{await broker.PortAsync("Broker server running")}";
        foreach (var (id, port) in new[]
        {
            ("py", await python.PortAsync("Worker server")), ("node", await node.PortAsync("Worker server")), ("9", await shell.PortAsync("Worker server")),
        })
        {
            var joined = await Client.PostAsync(
                $"{address}/admin/workers", new StringContent($$"""{"id":"{{id}}","address":"http://127.0.0.1:{{port}}/"}""", Encoding.UTF8, "application/json"), Cancel);
            Assert.Equal(HttpStatusCode.Created, joined.StatusCode);
        }

        var served = new Dictionary<string, string>();
        await Wait.UntilAsync(
            async () =>
            {
                var (status, body) = await SendAsync(address, """{"applicationId":"App1","applicationType":"Short","payload":[1,2,3]}""", "application/json");
                Assert.Equal(HttpStatusCode.OK, status);
                var answer = JsonElement.Parse(body);
                served[answer.GetProperty("worker").GetString()!] = answer.GetProperty("result").ToString();
                return served.Count == 3;
            },
            () => $"a job at each worker; seen {string.Join(", ", served.Keys)}");

        Assert.Equal(6, JsonElement.Parse(served["py"]).GetProperty("sum").GetInt32());
        Assert.Equal(6, JsonElement.Parse(served["node"]).GetProperty("sum").GetInt32());
        Assert.Equal("""{"type":"Short","bytes":7}""", served["9"]);
    }

    [Fact]
    public async Task StreamingWorker_BehindABroker_EachTokenIsThereAtOnceAndALeftOneStops()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var worker = Start("python3 stream.py", "gpu");
        var own = $"http://127.0.0.1:{await worker.PortAsync("Worker server")}";
        await using var broker = ProgramProcess.Start(Programs.Broker, "--port", "0", $"--ReverseProxy:Clusters:workers:Destinations:1:Address={own}/");
        var address = $"http://127.0.0.1:{await broker.PortAsync("Broker server running")}";

        var (_, whole) = await SendAsync(address, """{"applicationId":"App1","applicationType":"Short"}""", "application/json");
        Assert.Equal(
            [.. Enumerable.Range(0, 3).Select(number => $$"""data: {"applicationId": "App1", "worker": "gpu", "token": "token{{number}}"}"""), """data: {"done": true}"""],
            whole.Split("\n\n", StringSplitOptions.RemoveEmptyEntries));

        // Ten minutes of tokens: whoever gets the first has not waited for the last.
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/process")
        {
            Content = new StringContent("""{"applicationId":"App1","applicationType":"Long","payload":{"tokens":12000}}""", Encoding.UTF8, "application/json"),
        };
        using (var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel))
        {
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
            using var events = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
            Assert.Contains("token0", await events.ReadLineAsync(Cancel), StringComparison.Ordinal);
            Assert.Equal(1, await InFlightAsync(own));
        }

        await Wait.UntilAsync(async () => await InFlightAsync(own) == 0, () => "the worker stops when the client has left");
        Assert.Equal(4, JsonElement.Parse(await Client.GetStringAsync($"{address}/admin/workers", Cancel))[0].GetProperty("slots").GetInt32());
    }

    private static async Task<int> InFlightAsync(string worker)
        => JsonElement.Parse(await Client.GetStringAsync($"{worker}/load", Cancel)).GetProperty("inFlight").GetInt32();

    // Of Debian's packages; whoever has none of it may do without, the checks of every change may not.
    private static bool HasFastApi()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("CI") is "true")
        {
            return true;
        }

        if (!File.Exists("/usr/bin/python3"))
        {
            return false;
        }

        using var python = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/usr/bin/python3", ["-c", "import fastapi, uvicorn"]) { RedirectStandardError = true })!;
        python.WaitForExit();
        return python.ExitCode == 0;
    }

    private static ProgramProcess Start(string language, string id)
    {
        var (program, file) = (language.Split(' ')[0], language.Split(' ')[1]);
        return ProgramProcess.StartCommand([program, Programs.FileOf("examples", "workers", file), id, "0"]);
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(string address, string job, string mediaType)
    {
        using var answer = await Client.PostAsync($"{address}/process", new StringContent(job, Encoding.UTF8, mediaType), Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
