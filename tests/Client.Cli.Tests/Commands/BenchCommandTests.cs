using System.Text.Json;
using Client.Cli.Bench;
using Client.Cli.Commands;
using Client.Cli.Output;
using Client.Cli.Tests.Stubs;
using Job.Contracts;
using Sockets;

namespace Client.Cli.Tests.Commands;

public sealed class BenchCommandTests
{
    private static readonly string[] Briefly = ["--duration", "0.5", "--warm-up", "100ms"];

    // 0.5 s at 200 a second, as of a clock, are 100 jobs; whether the one at the very end still belongs to them is a matter of rounding.
    private static readonly string[] AHundred = [.. Briefly, "--rate", "200", "--arrivals", "constant"];

    [Fact]
    public async Task Bench_ABrokerWithKnownDelays_TellsThemApart()
    {
        await using var broker = await StubBroker.StartAsync(async (context, job) =>
        {
            await Task.Delay(job.ApplicationType == JobType.Long ? 60 : 5);
            await StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero));
        });

        var run = await LbRun.OfAsync(["bench", "--broker", broker.Address, "--mix", "0.3", "--json", .. AHundred]);

        Assert.Equal(0, run.ExitCode);
        var line = JsonDocument.Parse(Assert.Single(run.OutputLines)).RootElement;
        Assert.Equal(("broker", 200d, broker.Address), (line.GetProperty("target").GetString(), line.GetProperty("rate").GetDouble(), line.GetProperty("address").GetString()));
        var (brief, lengthy) = (line.GetProperty("short"), line.GetProperty("long"));
        Assert.InRange(brief.GetProperty("answered").GetInt32() + lengthy.GetProperty("answered").GetInt32(), 99, 101);
        Assert.InRange(lengthy.GetProperty("answered").GetInt32(), 10, 60); // 30 -+ 4 * 4.6, and one round's chance
        Assert.True(brief.GetProperty("p50").GetDouble() >= 3); // timers of 5 and 60 ms may be a tick early
        Assert.True(lengthy.GetProperty("p50").GetDouble() >= 58);
        Assert.Equal(0, brief.GetProperty("failed").GetInt32());
    }

    // A closed loop would wait for the first answer for ever.
    [Fact]
    public async Task Bench_AnswersThatDoNotCome_DoNotHoldTheNextJobsBack()
    {
        var all = new TaskCompletionSource();
        var come = 0;
        await using var broker = await StubBroker.StartAsync(async (context, job) =>
        {
            // The first is the look whether anybody is there.
            if (Interlocked.Increment(ref come) is var number && number == 50)
            {
                all.SetResult();
            }

            await (number == 1 ? Task.CompletedTask : all.Task);
            await StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero));
        });

        var run = await LbRun.OfAsync(["bench", "--broker", broker.Address, .. AHundred]);

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Bench_Failures_AreCountedByKind()
    {
        var number = 0;
        await using var broker = await StubBroker.StartAsync((context, job) => (Interlocked.Increment(ref number) % 4) switch
        {
            0 => StubBroker.RefuseAsync(context, new JobProblem("about:blank", "Service Unavailable", 503, "All is full.", "1")),
            1 => Abort(context),
            2 => Task.Delay(Timeout.Infinite, context.RequestAborted),
            _ => StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero)),
        });

        var run = await LbRun.OfAsync(["bench", "--broker", broker.Address, "--mix", "0", "--timeout", "5", "--json", .. AHundred]);

        Assert.Equal(1, run.ExitCode);
        var jobs = JsonDocument.Parse(run.OutputLines[0]).RootElement.GetProperty("short");
        Assert.Equal(["503", "broken off", "timeout"], jobs.GetProperty("failures").EnumerateObject().Select(kind => kind.Name));
        Assert.All(jobs.GetProperty("failures").EnumerateObject(), kind => Assert.InRange(kind.Value.GetInt32(), 20, 30));
        Assert.InRange(jobs.GetProperty("answered").GetInt32(), 20, 30);

        static Task Abort(Microsoft.AspNetCore.Http.HttpContext context)
        {
            context.Abort();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Bench_MoreUnderWayThanAllowed_AreNotSent()
    {
        var come = 0;
        await using var broker = await StubBroker.StartAsync(async (context, job) =>
        {
            await (Interlocked.Increment(ref come) == 1 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, context.RequestAborted));
            await StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero));
        });

        var run = await LbRun.OfAsync(["bench", "--broker", broker.Address, "--max-in-flight", "5", "--timeout", "5", "--warm-up", "0", "--duration", "0.5", "--rate", "200"]);

        Assert.Equal(1, run.ExitCode);
        Assert.InRange(come, 2, 6); // the look, and five
        Assert.Contains("not sent", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_SeveralTargetsAndRounds_TakeTurnsWithTheSameJobs()
    {
        await using var first = await StubBroker.StartAsync();
        await using var second = await StubBroker.StartAsync();

        var run = await LbRun.OfAsync(["bench", "--target", $"one={first.Address}", "--target", $"two={second.Address}", "--rounds", "2", "--seed", "4", "--steps", "100,200", .. Briefly]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(first.Requests.Order(), second.Requests.Order());
        Assert.Equal(["one", "two", "one", "two", "one", "two", "one", "two"], run.ErrorLines.Where(line => line.StartsWith("round", StringComparison.Ordinal)).Select(line => line.Split("  ")[1].Split(' ')[0]));
        Assert.Contains("p99 between", run.OutputLines[0], StringComparison.Ordinal);
        Assert.Equal(9, run.OutputLines.Length); // headings; two rates, two targets, two types
        Assert.Contains("with 50 % confidence", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_ARamp_IsToldInTenStretches()
    {
        await using var broker = await StubBroker.StartAsync();
        var csv = Path.GetTempFileName();

        var run = await LbRun.OfAsync(["bench", "--broker", broker.Address, "--ramp", "50:400", "--csv", csv, .. Briefly]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(10, run.OutputLines.Count(line => line.StartsWith("From ", StringComparison.Ordinal)));
        var rows = await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken);
        File.Delete(csv);
        Assert.StartsWith("target,rate,round,from_s,to_s,type,answered", rows[0], StringComparison.Ordinal);
        Assert.Equal(20, rows.Length - 1);
        Assert.All(rows, row => Assert.Equal(15, row.Split(',').Length));
    }

    [Fact]
    public async Task Bench_Every_TellsEachStretchAndTheLastIsWhatIsLeft()
    {
        await using var broker = await StubBroker.StartAsync();

        var run = await LbRun.OfAsync(["bench", "--broker", broker.Address, "--rate", "200", "--warm-up", "0", "--duration", "0.5", "--every", "0.2"]);

        Assert.Equal(
            ["From 0 to 0.2 s:", "From 0.2 to 0.4 s:", "From 0.4 to 0.5 s:"], run.OutputLines.Where(line => line.StartsWith("From ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Bench_Refused_SaysHowSoonInTheJson()
    {
        await using var broker = await StubBroker.StartRawAsync((context, _) =>
        {
            context.Response.Headers.RetryAfter = "7";
            return StubBroker.RefuseAsync(context, new JobProblem(Title: "Service Unavailable", Status: 503, Detail: "Full."));
        });

        var run = await LbRun.OfAsync(["bench", "--broker", broker.Address, "--rate", "100", "--mix", "0", "--warm-up", "0", "--duration", "0.3", "--json"]);

        using var line = JsonDocument.Parse(run.Output);
        var refused = line.RootElement.GetProperty("short").GetProperty("refused");
        Assert.Equal(line.RootElement.GetProperty("short").GetProperty("failed").GetInt64(), refused.GetProperty("count").GetInt64());
        Assert.Equal((0, 7.0), (refused.GetProperty("withoutRetryAfter").GetInt32(), refused.GetProperty("longestRetryAfter").GetDouble()));
        Assert.InRange(refused.GetProperty("p99").GetDouble(), 0.01, 10_000);
    }

    [Fact]
    public async Task Bench_Html_IsAPageThatLoadsNothingAndNamesAllTargets()
    {
        await using var broker = await StubBroker.StartAsync();
        var html = Path.GetTempFileName();

        var run = await LbRun.OfAsync(["bench", "--target", $"first={broker.Address}", "--target", $"<b>second={broker.Address}", "--steps", "100,200", "--html", html, .. Briefly]);

        Assert.Equal(0, run.ExitCode);
        var page = await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken);
        File.Delete(html);
        Assert.Contains("Short at 200/s", page, StringComparison.Ordinal);
        Assert.Contains("Short: p99", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;second", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>second", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_AGeneratorThatOversleeps_SaysSoAndCountsItIn()
    {
        await using var broker = await StubBroker.StartAsync();
        var (output, error) = (new StringWriter(), new StringWriter());
        var second = TimeSpan.FromSeconds(0.3);
        var parameters = new BenchParameters
        {
            Targets = [new BenchTarget("late", new Uri(broker.Address + "/"))],
            Plans = [new RatePlan(100, 100, TimeSpan.FromMilliseconds(10), second)],
            Windows = [(TimeSpan.Zero, second)],
            Settings = new LegSettings { Mix = new JobMix(0, 1), Sleep = asked => Thread.Sleep(asked + TimeSpan.FromMilliseconds(40)) },
            Json = true,
        };

        var exitCode = await new BenchCommand(new Terminal(output, error, () => Stream.Null), TimeProvider.System).RunAsync(parameters, TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        var round = JsonDocument.Parse(output.ToString()).RootElement.GetProperty("rounds")[0];
        var late = round.GetProperty("late");
        Assert.False(late.GetProperty("onTime").GetBoolean());
        Assert.True(round.GetProperty("short").GetProperty("p50").GetDouble() >= late.GetProperty("p50").GetDouble()); // from the moment it was due
        Assert.Contains("WARNING: the generator was late in 1 of 1 legs, most in round 1, late at 100/s", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_NobodyListens_IsOneLine()
    {
        using var gone = new RefusingPort();

        var run = await LbRun.OfAsync("bench", "--broker", gone.Address);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("lb: No broker can be reached at ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_CtrlC_ReportsTheLegsThatWereFinished()
    {
        using var stop = new CancellationTokenSource();
        await using var first = await StubBroker.StartAsync();
        await using var second = await StubBroker.StartAsync(async (context, job) =>
        {
            await StubBroker.AnswerAsync(context, JobAnswer.For("1", job, TimeSpan.Zero));
            if (!first.Requests.IsEmpty && first.Requests.Count > 10)
            {
                await stop.CancelAsync();
            }
        });

        var run = await new LbRun().RunUntilAsync(stop.Token, ["bench", "--target", $"one={first.Address}", "--target", $"two={second.Address}", .. AHundred]);

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("interrupted", run.Error, StringComparison.Ordinal);
        Assert.All(run.OutputLines.Skip(1), row => Assert.StartsWith("one", row.Trim(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bench --rate 0", "lb bench: --rate is '0'; it must be a number from 0.1 to 100000.")]
    [InlineData("bench --rate 5 --steps 1,2", "lb: --rate, --steps and --ramp say the rate in three ways; give one of them.")]
    [InlineData("bench --steps 100,,200", "lb bench: --steps is '100,,200'; it must be N,N,…, different rates from 0.1 to 100000.")]
    [InlineData("bench --steps 100,100", "lb bench: --steps is '100,100'; it must be N,N,…, different rates from 0.1 to 100000.")]
    [InlineData("bench --ramp 100", "lb bench: --ramp is '100'; it must be FROM:TO, different rates from 0.1 to 100000.")]
    [InlineData("bench --mix 1.1", "lb bench: --mix is '1.1'; it must be a number from 0 to 1.")]
    [InlineData("bench --arrivals 1", "lb bench: --arrivals is '1'; it must be poisson or constant.")]
    [InlineData("bench --target http://x", "lb bench: --target is 'http://x'; it must be a name and an http or https address, such as ours=http://localhost:8080.")]
    [InlineData("bench --target a=x --target a=y", "lb bench: --target names 'a' twice; give each target a name of its own.")]
    [InlineData("bench --start", "lb: --start tells the first ten seconds from the rest; it needs a --duration over 10 and no --ramp.")]
    [InlineData("bench --every 1 --start --duration 20", "lb: --every tells stretches of --duration apart, 1000 at most; it goes with neither --start nor --ramp, which do so, too.")]
    [InlineData("bench --warm-up 1h", "lb bench: --warm-up is '1h'; it must be seconds, such as 30 or 0.5, with a unit, such as 5ms or 200us, or hours, minutes and seconds, such as 00:01:30; more than 0 and at most a day.")]
    [InlineData("bench --csv /nowhere/at/all.csv", "lb: --csv is '/nowhere/at/all.csv', which cannot be written: Could not find a part of the path '/nowhere/at/all.csv'.")]
    public async Task Bench_WrongUsage_IsOneLine(string line, string fault)
    {
        var run = await LbRun.OfAsync(line.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal(fault, run.ErrorLines[0]);
    }
}
