using Job.Contracts;
using Job.Worker.Jobs;
using Worker.Api.Exec;
using Worker.Api.Jobs;

namespace Worker.Api.Tests.Exec;

/// <summary>A shell script in a folder of its own, which it may write to as well.</summary>
internal sealed class Script : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("exec").FullName;

    public Script(string text) => File.WriteAllText(PathOf("script"), text.ReplaceLineEndings("\n"));

    public ExecOptions Options(string arguments = "", TimeSpan? timeout = null, int maxOutput = 1 << 20) => new()
    {
        Command = $"sh '{PathOf("script")}' {arguments}",
        Timeout = timeout ?? TimeSpan.FromMinutes(1),
        MaxOutputBytes = maxOutput,
    };

    public ExecHandler Handler(string arguments = "", TimeSpan? timeout = null, int maxOutput = 1 << 20) => new(Options(arguments, timeout, maxOutput), TimeProvider.System);

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Waits until the script has written a file whole, with a line break at its end.</summary>
    public async Task<string> WrittenAsync(string name)
    {
        var end = Environment.TickCount64 + 30_000;
        while (!File.Exists(PathOf(name)) || !(await File.ReadAllTextAsync(PathOf(name), TestContext.Current.CancellationToken)).EndsWith('\n'))
        {
            Assert.True(Environment.TickCount64 < end, $"The script wrote no {name} within 30 s.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return (await File.ReadAllTextAsync(PathOf(name), TestContext.Current.CancellationToken)).Trim();
    }

    /// <summary>How many processes that run now name this script's folder: itself, and the children that do.</summary>
    public int Alive() => Directory.EnumerateDirectories("/proc").Count(process =>
    {
        try
        {
            return char.IsDigit(Path.GetFileName(process)[0]) && File.ReadAllText(process + "/cmdline").Contains(_folder, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    /// <summary>Waits until so many of them run.</summary>
    public async Task UntilAliveAsync(int processes)
    {
        var end = Environment.TickCount64 + 30_000;
        while (Alive() < processes)
        {
            Assert.True(Environment.TickCount64 < end, $"Not {processes} processes of the script within 30 s.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public static JobRequest Job(string id = "App1", System.Text.Json.JsonElement? payload = null) => new(id, JobType.Long, payload);

    public static async Task<JobFailedException> FailureOf(ExecHandler handler, JobRequest job)
        => await Assert.ThrowsAsync<JobFailedException>(async () => await handler.RunAsync(job, TestContext.Current.CancellationToken));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
