using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Processes;

/// <summary>One of our programs as a user starts it: a process with a command line, two streams, signals and an exit code.</summary>
internal sealed partial class ProgramProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();

    private ProgramProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
    }

    public int Id => _process.Id;

    /// <summary>Lines of standard output so far.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>Lines of standard error so far.</summary>
    public IReadOnlyList<string> Error => [.. _error];

    public static ProgramProcess Start(string program, params string[] args) => Start(program, args, new Dictionary<string, string>());

    public static ProgramProcess Start(string program, IEnumerable<string> args, IReadOnlyDictionary<string, string> environment)
        => StartCommand([Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Programs.PathOf(program), .. args], environment);

    /// <summary>Starts a program that is not ours, such as an example in another language.</summary>
    public static ProgramProcess StartCommand(string[] command, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (IgnoresCtrlC())
        {
            command = ["env", "--default-signal=INT", .. command];
        }

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(), // like a user's, no folder of ours
        };

        // What the caller's shell or CI has set must not decide a test.
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var started = new ProgramProcess(new Process { StartInfo = start });
        started._process.Start();
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Runs health checks until one finds the program ready, as an orchestrator does: each gives an answer three seconds, which a busy machine may take.</summary>
    /// <returns>What that one said.</returns>
    public static async Task<IReadOnlyList<string>> HealthCheckAsync(string program, params string[] args)
    {
        IReadOnlyList<string> said = [];
        await Wait.UntilAsync(
            async () =>
            {
                await using var check = Start(program, ["--health-check", .. args]);
                var exitCode = await check.ExitCodeAsync();
                said = exitCode == 0 ? check.Output : check.Error;
                return exitCode == 0;
            },
            () => $"a health check that exits with 0; the last one said: {string.Join(' ', said)}");
        return said;
    }

    /// <summary>Waits for a line on either stream; of a log in JSON, for one whose message begins so.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        string? found = null;
        await Wait.UntilAsync(
            () => (found = Find(beginning)) is not null
                || (_process.HasExited && _process.WaitForExit(0)),
            () => $"a line '{beginning}…'. {Everything}");
        return found ?? Find(beginning)
            ?? throw new InvalidOperationException($"Exited with {_process.ExitCode} before a line '{beginning}…'. {Everything}");
    }

    /// <summary>The port a ready line names, as in <c>… listening on port 8081...</c></summary>
    public async Task<int> PortAsync(string beginning)
        => int.Parse(Port().Match(await LineAsync(beginning)).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>Waits for the end and for everything it wrote.</summary>
    public async Task<int> ExitCodeAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Wait.Bound);
        try
        {
            await _process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Still running after {Wait.Bound.TotalSeconds} s. {Everything}");
        }

        return _process.ExitCode;
    }

    /// <summary>Sends a signal, as <c>kill</c> does. Not on Windows, which has none.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Writes a line to its standard input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), TestContext.Current.CancellationToken);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Ends it without a chance to say anything, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    public string Everything => $"Output: {string.Join(" | ", _output)}. Error: {string.Join(" | ", _error)}.";

    // A shell starts what it puts in the background deaf to Ctrl-C, and so would be everything these tests start from there.
    private static bool IgnoresCtrlC()
    {
        const string Status = "/proc/self/status";
        const int Interrupt = 1 << (2 - 1); // SIGINT is 2, and bit 0 is signal 1
        var ignored = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))?["SigIgn:".Length..].Trim()
            : null;
        return ignored is not null && (long.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0;
    }

    private string? Find(string beginning) => _output.Concat(_error).FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal)
        || (line.StartsWith('{') && line.Contains($"\"message\":\"{beginning}", StringComparison.Ordinal)));

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    private static bool IsOurs(string name) => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] Prefixes =
        ["ASPNETCORE_", "DOTNET_ENVIRONMENT", "DOTNET_URLS", "Worker__", "Broker__", "ReverseProxy__", "Logging__", "Kestrel__", "LB_", "OTEL_"];

    [GeneratedRegex(@"port (\d+)")]
    private static partial Regex Port();
}
