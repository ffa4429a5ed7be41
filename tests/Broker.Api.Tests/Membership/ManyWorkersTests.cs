using System.Net;
using System.Text;
using System.Text.Json;

namespace Broker.Api.Tests.Membership;

/// <summary>Hundreds of workers register in the same second, as after a broker's restart, beside jobs that go on.</summary>
public sealed class ManyWorkersTests : IDisposable
{
    private const int Workers = 300;

    private readonly string _folder = Directory.CreateTempSubdirectory("many").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_folder, "state.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Post_HundredsAtOnce_AllAreInSavedAndNoJobFails()
    {
        await using var worker = new WorkerFactory(1);
        await using (var broker = Start(worker.Address))
        {
            using var client = broker.CreateClient();
            using var enough = new CancellationTokenSource();
            var jobs = Task.Run(() => SendUntilAsync(client, enough.Token), Token);

            var joined = await Task.WhenAll(Enumerable.Range(2, Workers).Select(id => PostAsync(client, worker.Address, id)));
            Assert.All(joined, status => Assert.Equal(HttpStatusCode.Created, status));
            var written = File.GetLastWriteTimeUtc(FilePath);

            var renewed = await Task.WhenAll(Enumerable.Range(2, Workers).Select(id => PostAsync(client, worker.Address, id)));
            Assert.All(renewed, status => Assert.Equal(HttpStatusCode.OK, status));
            Assert.Equal(written, File.GetLastWriteTimeUtc(FilePath)); // a heartbeat changes nothing

            await enough.CancelAsync();
            Assert.All(await jobs, status => Assert.Equal(HttpStatusCode.OK, status));
            await AreThereAsync(client);
        }

        await using var next = Start(worker.Address);
        using var after = next.CreateClient();
        await AreThereAsync(after);
    }

    private BrokerFactory Start(Uri worker) => new([worker], new Dictionary<string, string>
    {
        ["Broker:StateFile"] = FilePath,
        ["ReverseProxy:Clusters:workers:Destinations:2:Address"] = worker.AbsoluteUri,
        ["ReverseProxy:Clusters:workers:Destinations:3:Address"] = worker.AbsoluteUri,
    });

    private static async Task<List<HttpStatusCode>> SendUntilAsync(HttpClient client, CancellationToken enough)
    {
        List<HttpStatusCode> answers = [];
        while (!enough.IsCancellationRequested)
        {
            using var answer = await client.PostAsync("/process", new StringContent("App1:Short", Encoding.UTF8, "text/plain"), Token);
            answers.Add(answer.StatusCode);
        }

        return answers;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, Uri address, int id)
    {
        var body = $$"""{"id":"w{{id}}","address":"{{address}}","lease":"00:10:00","epoch":1,"slots":4}""";
        using var answer = await client.PostAsync("/admin/workers", new StringContent(body, Encoding.UTF8, "application/json"), Token);
        return answer.StatusCode;
    }

    // All of them share one server here, whose answers to hundreds of first probes take their time.
    private static async Task AreThereAsync(HttpClient client)
    {
        string[] others = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                using var json = JsonDocument.Parse(await client.GetStringAsync("/admin/workers", Token));
                var workers = json.RootElement.EnumerateArray().Where(worker => worker.GetProperty("id").GetString() is not ("2" or "3")).ToArray();
                others = [.. workers.Where(worker => worker.GetProperty("state").GetString() != "healthy").Select(worker => worker.ToString())];
                return workers.Length == Workers + 1 && others.Length == 0;
            },
            () => $"all workers are healthy; {others.Length} are not: {string.Join(' ', others.Take(3))}");
    }
}
