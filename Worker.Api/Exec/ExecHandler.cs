using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Job.Contracts;
using Job.Worker.Jobs;
using Worker.Api.Jobs;

namespace Worker.Api.Exec;

/// <summary>
/// Has each job done by a program of its own, without a shell between: payload on its standard input, result on its standard output, exit code 0 for done.
/// For work in any language that may cost the start of a process, which is some milliseconds and two or three threads while it runs.
/// </summary>
public sealed class ExecHandler : IJobHandler, IDisposable
{
    // At the end of the worker, which must not wait for what starts faster than it can be killed.
    private const int MostPasses = 20;

    private readonly ExecOptions _options;
    private readonly TimeProvider _time;
    private readonly ExecCommand _command;
    private readonly string? _newSession = ProgramFile.Find("setsid");
    private readonly ConcurrentDictionary<ExecFamily, bool> _running = new();

    /// <summary>A handler that runs one program again and again.</summary>
    /// <param name="options">Checked settings, with a command.</param>
    /// <param name="time">What the timeout is measured by.</param>
    public ExecHandler(ExecOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _command = ExecCommand.Parse(options.Command ?? "") ?? throw new ArgumentException("It has no command.", nameof(options));

        // A worker that ends at once, by a second Ctrl-C or after its drain timeout, takes its programs along.
        AppDomain.CurrentDomain.ProcessExit += KillAll;
    }

    /// <inheritdoc/>
    public async ValueTask<JsonElement?> RunAsync(JobRequest job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var run = Start(job);
        _running[run.Family] = true;
        try
        {
            if (!await run.FinishAsync(either.Token))
            {
                throw new JobFailedException(500, "The program of this worker left other programs running that could not be ended.");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var seconds = _options.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            throw new JobFailedException(504, $"The program of this worker did not end within {seconds} s (Worker:Exec:Timeout), and was killed.");
        }
        finally
        {
            _running.TryRemove(run.Family, out _);
        }

        if (run.IsOverfull)
        {
            throw new JobFailedException(500, $"The program of this worker wrote more than {_options.MaxOutputBytes} bytes (Worker:Exec:MaxOutputBytes), and was killed.");
        }

        return run.ExitCode == 0 ? ExecResult.Of(run.Output) : throw new JobFailedException(500, Failed(run));
    }

    /// <summary>Kills what still runs.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAll;
        KillAll(null, EventArgs.Empty);
    }

    private static string Failed(ExecRun run)
    {
        var code = run.ExitCode > 128
            ? $"{run.ExitCode}, which stands for signal {run.ExitCode - 128}"
            : $"{run.ExitCode}";
        return $"The program of this worker ended with exit code {code}." + (run.LastWords.Length == 0
            ? " It wrote nothing to its standard error."
            : $" The end of its standard error: {run.LastWords}");
    }

    private ExecRun Start(JobRequest job)
    {
        // Looked for each time: a program may be replaced while the worker runs.
        var program = ProgramFile.Find(_command.Program)
            ?? throw new JobFailedException(500, $"The program of this worker, {SafeText.Quote(_command.Program)}, is not there, or may not be run (Worker:Exec:Command).");

        // In a session of its own: a Ctrl-C in the worker's terminal drains the worker, and must not reach the job.
        var start = new ProcessStartInfo(_newSession ?? program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (_newSession is not null)
        {
            start.ArgumentList.Add(program);
        }

        foreach (var argument in _command.ArgumentsFor(job))
        {
            start.ArgumentList.Add(argument);
        }

        // The worker's own settings may hold the broker's key.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("Worker__", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        var input = job.Payload is { } payload ? Encoding.UTF8.GetBytes(payload.GetRawText()) : [];
        try
        {
            return ExecRun.Start(start, _newSession is not null, input, _options.MaxOutputBytes);
        }
        catch (Win32Exception cause)
        {
            throw new JobFailedException(500, $"The program of this worker could not be started: {cause.Message}");
        }
    }

    private void KillAll(object? sender, EventArgs args)
    {
        var any = true;
        for (var pass = 0; pass < MostPasses && any; pass++)
        {
            any = false;
            foreach (var family in _running.Keys)
            {
                any |= family.Kill(out _);
            }
        }
    }
}
