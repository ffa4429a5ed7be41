using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Broker.Api.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Broker.Api.Tests.Admin;

/// <summary>Keys out of files, what they may do, who is named in the audit, and that they are named nowhere.</summary>
public sealed class AdminKeysTests : IDisposable
{
    private const string Operate = "the-operating-key-0123456789";
    private const string Read = "the-reading-key-0123456789";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lb-keys-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task KeyFiles_ReadAndReplaced_TheKeysInThemCount()
    {
        await using var worker = await EchoServer.StartAsync();
        await using var broker = Before(worker);
        using var client = broker.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await PutPolicyAsync(client, Operate, "least-requests"));
        Assert.Equal(HttpStatusCode.Forbidden, await PutPolicyAsync(client, Read, "random"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await GetAsync(client, Operate), await GetAsync(client, Read)));

        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "key"), "another-operating-key-987654\n", Token);
        await Eventually.HoldsAsync(async () => await GetAsync(client, "another-operating-key-987654") == HttpStatusCode.OK, "the new key counts");
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(client, Operate));
    }

    [Fact]
    public async Task Changes_ByAdminCalls_AreAuditedWithWhoWhatBeforeAndAfter()
    {
        await using var worker = await EchoServer.StartAsync();
        await using var broker = Before(worker);
        using var client = broker.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Operate);

        using var policy = await client.PutAsJsonAsync("/admin/policy", new { policy = "random" }, Token);
        using var dispatch = await client.PutAsJsonAsync("/admin/dispatch", new { order = "arrival", prefetch = 1 }, Token);
        using var added = await client.PostAsJsonAsync("/admin/workers", new { id = "9", address = "http://127.0.0.1:9/" }, Token);
        using var drained = await client.PutAsJsonAsync("/admin/workers/9/state", new { state = "draining" }, Token);
        using var again = await client.PutAsJsonAsync("/admin/workers/9/state", new { state = "draining" }, Token);
        using var removed = await client.DeleteAsync("/admin/workers/9", Token);
        using var wrong = await client.PutAsJsonAsync("/admin/policy", new { policy = "none" }, Token);

        var audit = broker.Lines.Where(line => line.StartsWith("Audit: ", StringComparison.Ordinal)).ToArray();
        string[] expected =
        [
            @"changed policy: before round-robin in cluster 'workers'; after random in cluster 'workers'\.",
            @"changed dispatch: before order short-first in cluster 'workers'; after order arrival in cluster 'workers'\.",
            @"changed worker 9 of cluster 'workers': before no member; after member at http://127\.0\.0\.1:9/, slots unsaid, epoch 0\.",
            "changed worker 9 of cluster 'workers': before open; after draining\\.",
            @"changed worker 9 of cluster 'workers': before member at http://127\.0\.0\.1:9/, slots unsaid, epoch 0; after gone\.",
        ];
        Assert.True(expected.Length == audit.Length, string.Join('\n', audit));
        Assert.All(expected.Zip(audit), pair => Assert.Matches($@"\AAudit: operate key at 127\.0\.0\.1:\d+ {pair.First}\z", pair.Second));
    }

    [Fact]
    public async Task RefusedCalls_AreLinesOfTheAudit_ButForALookWithoutAKey()
    {
        await using var worker = await EchoServer.StartAsync();
        await using var broker = Before(worker);
        using var client = broker.CreateClient();

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(client, null));
        using var unkeyed = await client.PutAsJsonAsync("/admin/policy", new { policy = "random" }, Token);
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(client, "guessed"));

        string[] expected =
        [
            @"PUT /admin/policy of 127\.0\.0\.1:\d+ with 401, and 0 more calls since the last such line: This broker has an admin key\..*",
            @"GET /admin/\w+ of 127\.0\.0\.1:\d+ with 403, and 0 more calls since the last such line: The admin key is wrong\..*",
        ];
        var audit = broker.Lines.Where(line => line.StartsWith("Audit: ", StringComparison.Ordinal)).ToArray();
        Assert.True(expected.Length == audit.Length, string.Join('\n', audit));
        Assert.All(expected.Zip(audit), pair => Assert.Matches($@"\AAudit: refused {pair.First}\z", pair.Second));
    }

    [Fact]
    public async Task RefusedCalls_OfAFlood_AreCountedAndNotLines()
    {
        await using var worker = await EchoServer.StartAsync();
        await using var broker = Before(worker);
        using var client = broker.CreateClient();
        var calls = 200;
        await Task.WhenAll(Enumerable.Range(0, calls).Select(_ => GetAsync(client, "guessed")));

        await Eventually.HoldsAsync(
            async () =>
            {
                calls++;
                await GetAsync(client, "guessed");
                return Told(broker) is var (lines, others) && lines + others == calls && others > 0;
            },
            "a line tells of those that have none");
        Assert.InRange(Told(broker).Lines, 11, calls / 2);
    }

    private static (int Lines, int Others) Told(BrokerFactory broker)
    {
        var counts = broker.Lines.Select(line => Regex.Match(line, "^Audit: refused .* with 403, and ([0-9]+) more")).Where(match => match.Success).ToArray();
        return (counts.Length, counts.Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Changed_TextWithControlCharacters_IsOneLineThatNoTerminalObeys()
    {
        var log = new LineLog();
        using var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(log)).BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };

        AdminAudit.Changed(context, "a\r\nAudit: b", "\u001b[2J", "\u202ec");

        Assert.Equal(@"Audit: caller on this machine at an unknown address changed a\r\nAudit: b: before \u001b[2J; after \u202ec.", log.Lines.Single());
    }

    [Fact]
    public async Task Secrets_OfSettingsAndFiles_AreInNoLogAndNoAnswer()
    {
        await using var worker = await EchoServer.StartAsync();
        await using var broker = Before(worker);
        using var client = broker.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Operate);

        var said = new List<string>(["help: " + BrokerHost.Settings.ParseCommandLine(["--help"], "x").End!.Text]);
        foreach (var path in new[] { "workers", "policy", "dispatch", "stats", "decisions", "restart" })
        {
            said.Add(await client.GetStringAsync($"/admin/{path}", Token));
        }

        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(client, Operate + "x"));
        said.AddRange(broker.Lines);
        Assert.DoesNotContain(said, text => text.Contains(Operate, StringComparison.Ordinal) || text.Contains(Read, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--Broker:Admin:Key=a-secret-of-no-use-0123|--Broker:Admin:KeyFile=/no/such", "must be left out where Broker:Admin:Key is given")]
    [InlineData("--Broker:Admin:ReadKey=a-secret-of-no-use-0123", "where there is no Broker:Admin:Key")]
    [InlineData("--Broker:Admin:KeyFile=/no/such", "Broker:Admin:KeyFile is '/no/such', and that cannot be used")]
    public void Build_KeysThatCannotBe_SaysWhyWithoutThem(string args, string expected)
    {
        var fault = Assert.Throws<Job.Hosting.Settings.SettingsException>(() => BrokerHost.Build(args.Split('|')));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", fault.Message, StringComparison.Ordinal);
    }

    private BrokerFactory Before(EchoServer worker)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "key"), Operate + "\n");
        return new BrokerFactory([worker.Address, worker.Address, worker.Address], new Dictionary<string, string>
        {
            ["Broker:Admin:KeyFile"] = Path.Combine(_folder.FullName, "key"),
            ["Broker:Admin:ReadKey"] = Read,
        });
    }

    private static async Task<HttpStatusCode> GetAsync(HttpClient client, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/stats") { Headers = { Authorization = key is null ? null : new("Bearer", key) } };
        using var answer = await client.SendAsync(request, Token);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> PutPolicyAsync(HttpClient client, string key, string policy)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/admin/policy") { Headers = { Authorization = new("Bearer", key) }, Content = JsonContent.Create(new { policy }) };
        using var answer = await client.SendAsync(request, Token);
        return answer.StatusCode;
    }
}
