using System.Text.Json;
using Client.Cli.Tests.Stubs;

namespace Client.Cli.Tests.Commands;

/// <summary>What <c>lb simulate</c> reads and writes beside the terminal.</summary>
public sealed class SimulateFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lb-simulate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Simulate_AWorkloadFile_IsRunWithItsDesigns()
    {
        var file = Write("w.yaml", "jobs: 2000\nrate: 400\ngroups: [{ name: a }, { name: b, wrongLabels: 1 }]\nphases: [{ from: 1s, to: 2s }]\ndesigns: [{ name: mine, like: lb }, least-requests]");

        var run = await LbRun.OfAsync("simulate", "--workload", file);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("2000 jobs at 400/s for 3 workers x 8 slots (load 0.41)", run.Error, StringComparison.Ordinal);
        Assert.Equal(["mine", "least-requests"], run.OutputLines[2..4].Select(line => line.Trim().Split(' ')[0]));
        Assert.Contains("Phase 1 alone:", run.OutputLines);
        Assert.Contains("By group, by what the jobs are, whatever their labels say:", run.OutputLines);
    }

    [Fact]
    public async Task Simulate_GroupsAndPhases_AreInTheJsonToo()
    {
        var file = Write("w.yaml", "jobs: 2000\nrate: 400\ngroups: [{ name: a }, { name: b, wrongLabels: 1 }]\nphases: [{ from: 1s, to: 2s }]\ndesigns: [lb]");

        var run = await LbRun.OfAsync("simulate", "--workload", file, "--json");

        var line = JsonDocument.Parse(run.OutputLines[1]).RootElement;
        var groups = line.GetProperty("groups").EnumerateArray().ToArray();
        Assert.Equal(["a", "b"], groups.Select(group => group.GetProperty("name").GetString()));
        Assert.Equal(2000, groups.Sum(group => group.GetProperty("ended").GetInt32()));
        Assert.Equal(0, groups[1].GetProperty("labelledRight").GetProperty("short").GetProperty("jobs").GetInt32());
        Assert.InRange(groups[1].GetProperty("labelledWrong").GetProperty("short").GetProperty("p99").GetDouble(), 10, 1000);
        Assert.InRange(line.GetProperty("phases")[0].GetProperty("short").GetProperty("jobs").GetInt32(), 250, 450);
    }

    [Fact]
    public async Task Simulate_FlagsBesideAFile_GoBeforeIt()
    {
        var file = Write("w.yaml", "jobs: 2000\nrate: 400\ncluster: { workers: 5, slots: 2 }\ndesigns: [lb]");

        var run = await LbRun.OfAsync("simulate", "--workload", file, "--workers", "6", "--load", "0.5", "--jobs", "1000", "--design", "round-robin");

        Assert.StartsWith("1000 jobs at 245/s for 6 workers x 2 slots (load 0.50)", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("round-robin", run.OutputLines[^1].Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_AFaultyFile_SaysEveryFaultAndRunsNothing()
    {
        var file = Write("w.yaml", "jobs: none\nlode: 0.5\n");

        var run = await LbRun.OfAsync("simulate", "--workload", file);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            [
                $"lb simulate: {file}:1: jobs is 'none'; it must be a whole number from 100 to 10000000.",
                $"lb simulate: {file}:2: lode is not known; the nearest is load.",
            ],
            run.ErrorLines);
    }

    [Fact]
    public async Task Simulate_ATrace_SendsItsJobsAgain()
    {
        var lines = Enumerable.Range(0, 500).Select(job
            => $$"""{"at":{{job}},"applicationId":"App{{job % 7}}","type":"{{(job % 5 == 0 ? "Long" : "Short")}}","durationMs":{{(job % 5 == 0 ? 100 : 7)}}}""");

        var run = await LbRun.OfAsync("simulate", "--trace", Write("log.jsonl", string.Join('\n', lines)), "--design", "lb", "--json");

        var line = JsonDocument.Parse(run.OutputLines[1]).RootElement;
        Assert.Equal((400, 7.4), (line.GetProperty("short").GetProperty("jobs").GetInt32(), line.GetProperty("short").GetProperty("p99").GetDouble()));
        Assert.Equal((100, 100.4), (line.GetProperty("long").GetProperty("jobs").GetInt32(), line.GetProperty("long").GetProperty("p99").GetDouble()));
    }

    [Fact]
    public async Task Simulate_Html_WritesAReportOfAllDesigns()
    {
        var report = Path.Combine(_folder, "report.html");

        var run = await LbRun.OfAsync("simulate", "--jobs", "2000", "--design", "lb", "--design", "least-requests", "--html", report);

        Assert.Equal(0, run.ExitCode);
        var page = await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken);
        Assert.All(["no waiting", "lb", "least-requests"], name => Assert.Contains($"</i>{name}</th>", page, StringComparison.Ordinal));
        Assert.All(["Latency of Shorts", "Latency of Longs", "Shorts that wait", "Busy slots"], title => Assert.Contains($"<b>{title}</b>", page, StringComparison.Ordinal));
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("simulate --trace f --load 0.5", "lb: --load describes jobs to be drawn, and --trace has jobs already; give one of them.")]
    [InlineData("simulate --trace /no/such/log", "lb simulate: /no/such/log cannot be read: ")]
    [InlineData("simulate --workload /no/such/file", "lb simulate: /no/such/file cannot be read: ")]
    [InlineData("simulate --html /no/such/folder/report.html", "lb: --html is '/no/such/folder/report.html', which cannot be written: ")]
    public async Task Simulate_FilesThatDoNotFit_AreOneLine(string line, string fault)
    {
        var run = await LbRun.OfAsync(line.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(fault, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    // The examples of the repository are true.
    [Theory]
    [InlineData("lost-worker.yaml")]
    [InlineData("flood.yaml")]
    [InlineData("wrong-labels.yaml")]
    [InlineData("changing-mix.json")]
    [InlineData("ten-brokers.yaml")]
    public async Task Simulate_AnExample_Runs(string name)
    {
        var run = await LbRun.OfAsync("simulate", "--workload", Path.Combine(Repository(), "examples", "simulate", name), "--jobs", "1000");

        Assert.Equal(0, run.ExitCode);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LoadBalancer.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
