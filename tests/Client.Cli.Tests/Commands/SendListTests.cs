using System.Text;
using Client.Cli.Tests.Stubs;

namespace Client.Cli.Tests.Commands;

/// <summary>Where <c>lb send</c> takes its jobs from, and what it refuses to send.</summary>
public sealed class SendListTests
{
    [Fact]
    public async Task Send_FileDash_ReadsBothFormsFromStandardInput()
    {
        await using var broker = await StubBroker.StartAsync();
        var run = new LbRun();
        run.Feed("""
            App1:Long

              {"applicationId":"App2","applicationType":"short","payload":{"a":[1, 2]}}
            App3:SHORT
            """);

        await run.RunAsync("send", "App0:Long", "--file", "-", "--broker", broker.Address);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                """POST /process {"applicationId":"App0","applicationType":"Long"}""",
                """POST /process {"applicationId":"App1","applicationType":"Long"}""",
                """POST /process {"applicationId":"App2","applicationType":"Short","payload":{"a":[1, 2]}}""",
                """POST /process {"applicationId":"App3","applicationType":"Short"}""",
            ],
            broker.Requests);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")] // what > writes in Windows PowerShell
    [InlineData("utf-16BE")]
    public async Task Send_FileWithByteOrderMark_ReadsItsEncoding(string encoding)
    {
        await using var broker = await StubBroker.StartAsync();
        var writer = Encoding.GetEncoding(encoding);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, [.. writer.GetPreamble(), .. writer.GetBytes("Jürgen:Long\r\nB:Short\r\n")], TestContext.Current.CancellationToken);

        var run = await LbRun.OfAsync("send", "--file", file, "--broker", broker.Address);
        File.Delete(file);

        Assert.Equal((0, 2), (run.ExitCode, broker.Requests.Count));
        Assert.EndsWith(" request for Jürgen.", run.OutputLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_FaultyLines_AreAllReportedWithTheirNumbersBeforeAnythingIsSent()
    {
        await using var broker = await StubBroker.StartAsync();
        var run = new LbRun { Input = [.. "App1:Long\nApp2:Middle\n\n{\"applicationId\":1}\nApp5\n"u8, 0xFF, .. ":Long\n"u8] };

        await run.RunAsync("send", "A:B:C", "--file", "-", "--broker", broker.Address);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Empty(broker.Requests);
        Assert.Collection(
            run.ErrorLines,
            line => Assert.StartsWith("lb send: argument 1: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("lb send: standard input, line 2: applicationType is 'Middle'", line, StringComparison.Ordinal),
            line =>
            {
                Assert.StartsWith("lb send: standard input, line 4: ", line, StringComparison.Ordinal);
                Assert.Contains("applicationId", line, StringComparison.Ordinal); // both faults of the line
                Assert.Contains("applicationType", line, StringComparison.Ordinal);
            },
            line => Assert.StartsWith("lb send: standard input, line 5: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("lb send: standard input, line 6: The body is not valid UTF-8", line, StringComparison.Ordinal),
            line => Assert.Equal("lb send: nothing was sent; mend the lines above.", line));
    }

    [Fact]
    public async Task Send_AFileThatIsNoList_IsNotReportedWithoutEnd()
    {
        var run = new LbRun();
        run.Feed(string.Concat(Enumerable.Repeat("nonsense\n", 1000)));

        await run.RunAsync("send", "--file", "-");

        Assert.Equal((2, 101), (run.ExitCode, run.ErrorLines.Length));
        Assert.Contains("900 more", run.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NoSuchFile_IsOneLineAndWrongUsage()
    {
        var run = await LbRun.OfAsync("send", "--file", "no-such-file.txt");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("lb send: no-such-file.txt cannot be read: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NoJobAtAll_SaysHowToNameOne()
    {
        var run = await LbRun.OfAsync("send");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("lb send: no job given; ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_OddIds_ArriveAsTheyAre()
    {
        // No file of arguments behind the @, no flag behind the dashes, no wildcard.
        await using var broker = await StubBroker.StartAsync();

        var run = await LbRun.OfAsync("send", "--broker", broker.Address, "@jobs:Long", "a b*:Long", "--", "--broker:Long");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["@jobs", "a b*", "--broker"], broker.Requests.Select(request => request.Split('"')[3]));
    }
}
