using System.Diagnostics;
using System.Runtime.InteropServices;
using Client.Cli.Tests.Stubs;
using Job.Contracts;

namespace Client.Cli.Tests.Commands;

/// <summary>Real processes, because only they have a standard output that somebody can stop reading.</summary>
public sealed class ClosedPipeTests
{
    [Fact]
    public async Task Send_ReaderLeavesAfterTheFirstLine_EndsQuietlyAndSendsNoMore()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // no /bin/sh
        }

        await using var broker = await StubBroker.StartAsync();

        // A million jobs take many minutes; that the shell ends at all shows that they were not sent.
        var (output, error) = await ShellAsync($"{{ {Lb} send App1:Short --repeat 1000000 --broker {broker.Address}; echo \"exit $?\" >&2; }} | head -1");

        Assert.Equal("Client received: Worker 1 processed simple (Short) request for App1.\n", output);
        Assert.Equal("exit 1\n", error);
    }

    [Fact]
    public async Task Send_TwiceIntoOneFile_NeitherOverwritesTheOther()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var broker = await StubBroker.StartAsync();
        var file = Path.GetTempFileName();

        await ShellAsync($"( {Lb} send A:Short --broker {broker.Address}; {Lb} send B:Short --broker {broker.Address} ) > {file}");
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        File.Delete(file);

        Assert.Equal(["A", "B"], lines.Select(line => line[^2..^1]));
    }

    [Fact]
    public async Task Send_CtrlC_SaysHowManyWereDoneAndExits130()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // a signal cannot be sent to another process there
        }

        var reached = new TaskCompletionSource();
        await using var broker = await StubBroker.StartAsync((context, job) =>
        {
            if (job.ApplicationId == "App1")
            {
                return StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero));
            }

            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var process = Start("/bin/sh", ["-c", $"exec {Lb} send App1:Short App2:Long --broker {broker.Address}"]);
        await reached.Task.Within();

        _ = kill(process.Id, 2);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Until.Bound, TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).Within();

        Assert.Equal((130, "lb send: interrupted; 1 of 2 jobs were done, 1 broken off on the way.\n"), (process.ExitCode, error));
    }

    private static string Lb => $"'{Environment.ProcessPath switch { { } path when Path.GetFileName(path) == "dotnet" => path, _ => "dotnet" }}' '{typeof(ExitCodes).Assembly.Location}'";

    private static async Task<(string Output, string Error)> ShellAsync(string line)
    {
        using var process = Start("/bin/sh", ["-c", line]);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(output, error).Within();
        return (await output, await error);
    }

    private static Process Start(string program, string[] arguments)
        => Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}
