using Worker.Api.Tests.Hosts;

namespace Worker.Api.Tests.Exec;

/// <summary>However a job ends, nothing it started is left. Real programs; what they start names their folder, and is looked for by it.</summary>
public class ExecEndTests
{
    // Each waits for ever, and is found by its last argument: one in the background, one in a session of its own whose parent is gone, and one with an
    // empty environment; SIGTERM and SIGHUP do nothing to them.
    private const string Brood = """
        trap '' TERM HUP INT
        sh -c 'while :; do sleep 1; done' brood "$1" &
        (setsid sh -c 'while :; do sleep 1; done' brood "$1" >/dev/null 2>&1 </dev/null &)
        env -i /bin/sh -c 'while :; do /bin/sleep 1; done' brood "$1" &
        echo ready > "$1/ready"

        """;

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cancel_ProgramWithChildren_EndsThemAll()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // elsewhere children are found only while their parents live
        }

        using var program = new Script(Brood + "wait");
        await using var server = await WorkerServer.StartAsync(new WorkerOptions { Slots = 1, Exec = program.Options($"'{program.PathOf("")}'") });
        using var leaving = new CancellationTokenSource();
        var job = server.SendAsync("App1", leaving);
        await program.WrittenAsync("ready");
        await program.UntilAliveAsync(4); // a process in the middle of its start has no name for a moment

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);
        await server.UntilLoadAsync(0, 0);
        Assert.Equal(0, program.Alive());
    }

    [Fact]
    public async Task RunAsync_NeverEnding_Is504AndNothingIsLeft()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // elsewhere children are found only while their parents live
        }

        using var program = new Script(Brood + "while :; do :; done");
        using var handler = program.Handler($"'{program.PathOf("")}'", TimeSpan.FromSeconds(1));

        var failure = await Script.FailureOf(handler, Script.Job());

        Assert.Equal(504, failure.Status);
        Assert.Contains("within 1 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, program.Alive());
    }

    [Fact]
    public async Task RunAsync_EndsWellButLeavesChildren_AnswersAtOnceAndNothingIsLeft()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // elsewhere children are found only while their parents live
        }

        using var program = new Script(Brood + "echo done");
        using var handler = program.Handler($"'{program.PathOf("")}'");

        var result = await handler.RunAsync(Script.Job(), Cancel);

        Assert.Equal("done", result!.Value.GetString());
        Assert.Equal(0, program.Alive());
    }

    [Fact]
    public async Task RunAsync_KeepsForking_NothingIsLeft()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // elsewhere children are found only while their parents live
        }

        using var program = new Script("""
            i=0
            while [ $i -lt 200 ]; do
              (setsid sh -c 'sleep 60; :' fork "$1" >/dev/null 2>&1 </dev/null &)
              i=$((i + 1))
            done
            sleep 60
            """);
        using var handler = program.Handler($"'{program.PathOf("")}'", TimeSpan.FromMilliseconds(300));

        Assert.Equal(504, (await Script.FailureOf(handler, Script.Job())).Status);
        Assert.Equal(0, program.Alive());
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("head -c 10485760 /dev/zero")]
    public async Task RunAsync_TooMuchOutput_IsKilledAndHeldInLittleMemory(string writing)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        using var program = new Script(writing);
        using var handler = program.Handler(maxOutput: 100_000);
        var before = GC.GetTotalAllocatedBytes();

        var failure = await Script.FailureOf(handler, Script.Job());

        Assert.Equal(500, failure.Status);
        Assert.Contains("more than 100000 bytes", failure.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100_000_000);
    }

    [Theory]
    [InlineData(100_000, true)]
    [InlineData(100_001, false)]
    public async Task RunAsync_OutputAtTheLimit_PassesAndOneByteMoreDoesNot(int bytes, bool passes)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no sh
        }

        using var program = new Script($"head -c {bytes} /dev/zero | tr '\\0' x");
        using var handler = program.Handler(maxOutput: 100_000);
        if (passes)
        {
            Assert.Equal(bytes, (await handler.RunAsync(Script.Job(), Cancel))!.Value.GetString()!.Length);
            return;
        }

        Assert.Equal(500, (await Script.FailureOf(handler, Script.Job())).Status);
    }

    [Fact]
    public async Task RunAsync_Program_LeadsASessionOfItsOwn()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // reads /proc
        }

        using var program = new Script("cut -d ' ' -f 6 /proc/$$/stat; echo $$");
        using var handler = program.Handler();

        var said = (await handler.RunAsync(Script.Job(), Cancel))!.Value.GetString()!.Split('\n');

        Assert.Equal(said[1], said[0]);
        Assert.NotEqual($"{Environment.ProcessId}", said[0]);
    }

    [Fact]
    public async Task Dispose_WithAJobInside_EndsItsProgram()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // elsewhere children are found only while their parents live
        }

        using var program = new Script(Brood + "wait");
        var handler = program.Handler($"'{program.PathOf("")}'");
        var job = Script.FailureOf(handler, Script.Job());
        await program.WrittenAsync("ready");

        handler.Dispose();

        Assert.Contains("signal 9", (await job).Message, StringComparison.Ordinal);
        Assert.Equal(0, program.Alive());
    }
}
