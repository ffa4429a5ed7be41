using System.Net;
using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Brokers;

/// <summary>A broker that is killed at any moment starts again with what it last said was done.</summary>
public sealed class StateFileTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly string[] Policies = ["least-requests", "random", "peak-ewma", "power-of-two", "round-robin"];

    private readonly string _folder = Directory.CreateTempSubdirectory("state").FullName;
    private readonly HttpClient _client = new() { Timeout = Wait.Bound };

    private string FilePath => Path.Combine(_folder, "state.json");

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Kill_WhileItWrites_LosesNothingThatWasAnswered()
    {
        var random = new Random(7);
        var said = "round-robin";
        for (var round = 0; round < 6; round++)
        {
            await using var broker = Start();
            var address = await AddressAsync(broker);
            var policy = await PolicyAsync(address);
            Assert.DoesNotContain(broker.Error, line => line.Contains("set aside", StringComparison.Ordinal));

            // What was answered, or what was asked for and in the midst of being done.
            Assert.Contains(policy, said.Split(' '));

            var changes = 0;
            var killAfter = random.Next(1, 40);
            var changing = Task.Run(async () =>
            {
                for (var change = 0; ; change++)
                {
                    var next = Policies[change % Policies.Length];
                    Volatile.Write(ref said, $"{said.Split(' ')[^1]} {next}");
                    await PutAsync(address, "admin/policy", $$"""{"policy":"{{next}}"}""");
                    Volatile.Write(ref said, next);
                    Interlocked.Increment(ref changes);
                }
            }, Cancel);
            await Wait.UntilAsync(() => Volatile.Read(ref changes) >= killAfter || changing.IsCompleted, () => $"{changes} changes");
            await broker.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => changing);
        }

        Assert.DoesNotContain(Directory.GetFiles(_folder), file => file.Contains("broken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restart_WithADrainedWorker_KeepsItClosed()
    {
        await using (var broker = Start())
        {
            await PutAsync(await AddressAsync(broker), "admin/workers/2/state", """{"state":"draining"}""");
            await broker.KillAsync();
        }

        await using var next = Start();

        using var workers = JsonDocument.Parse(await _client.GetStringAsync(new Uri(await AddressAsync(next), "admin/workers"), Cancel));
        Assert.Equal("drained", workers.RootElement[1].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Start_Garbage_IsOneWarningAndABroker()
    {
        await File.WriteAllBytesAsync(FilePath, [0, 255, 1, 2, 3], Cancel);

        await using var broker = Start();
        await AddressAsync(broker);

        var line = await broker.LineAsync("warn: The state file ");
        Assert.Contains(FilePath + ".broken", line, StringComparison.Ordinal);
        Assert.Single(broker.Error, one => one.Contains("state file", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_FolderThatCannotBeWritten_IsOneLineAndExit2()
    {
        await using var broker = ProgramProcess.Start(Programs.Broker, "--port", "0", "--state-file", Path.Combine(_folder, "no", "state.json"));

        Assert.Equal(2, await broker.ExitCodeAsync());
        Assert.StartsWith("Broker:StateFile is '", Assert.Single(broker.Error), StringComparison.Ordinal);
        Assert.Empty(broker.Output);
    }

    private ProgramProcess Start() => ProgramProcess.Start(Programs.Broker, "--port", "0", "--state-file", FilePath);

    private static async Task<Uri> AddressAsync(ProgramProcess broker)
        => new UriBuilder(Uri.UriSchemeHttp, "localhost", await broker.PortAsync("Broker server running")).Uri;

    private async Task<string> PolicyAsync(Uri address)
    {
        using var policy = JsonDocument.Parse(await _client.GetStringAsync(new Uri(address, "admin/policy"), Cancel));
        return policy.RootElement.GetProperty("policy").GetString()!;
    }

    private async Task PutAsync(Uri address, string path, string body)
    {
        using var answer = await _client.PutAsync(new Uri(address, path), new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
