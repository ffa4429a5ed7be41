using Client.Cli.Tests.Stubs;

namespace Client.Cli.Tests.Syntax;

public sealed class UsageTests
{
    [Theory]
    [InlineData("sned A:Long", "lb: 'sned' is not a command; the nearest is send.")]
    [InlineData("--brokr", "lb: --brokr is not a flag of this command.")]
    [InlineData("send --brokr x A:Long", "lb send: --brokr is not a flag of this command; the nearest is --broker.")]
    [InlineData("send A:Long --jsno", "lb send: --jsno is not a flag of this command; the nearest is --json.")]
    [InlineData("send A:Long --conc=3", "lb send: --conc is not a flag of this command; the nearest is --concurrency.")]
    [InlineData("send A:Long --quux", "lb send: --quux is not a flag of this command.")]
    [InlineData("send A:Long --broker", "lb send: --broker needs a value (URL).")]
    [InlineData("send A:Long --broker ftp://x", "lb send: --broker is 'ftp://x'; it must be an http or https address, such as http://localhost:8080.")]
    [InlineData("send A:Long --broker http://u:p@x", "lb send: --broker is 'http://u:p@x'; it must be an http or https address, such as http://localhost:8080.")]
    [InlineData("up --otlp collector:4317", "lb up: --otlp is 'collector:4317'; it must be an http or https address, such as http://localhost:4317.")]
    [InlineData("up --log xml", "lb up: --log is 'xml'; it must be one of lines, json.")]
    [InlineData("send A:Long --repeat 0", "lb send: --repeat is '0'; it must be a whole number from 1 to 1000000000.")]
    [InlineData("send A:Long --repeat -1", "lb send: --repeat is '-1'; it must be a whole number from 1 to 1000000000.")]
    [InlineData("send A:Long --concurrency 1e3", "lb send: --concurrency is '1e3'; it must be a whole number from 1 to 10000.")]
    [InlineData("up --order random", "lb up: --order is 'random'; it must be one of short-first, arrival, shortest-expected.")]
    [InlineData("demo --reservation 3", "lb demo: --reservation is '3'; it must be one of computed, none.")]
    [InlineData("policy a b", "lb policy: 'b' is one word too many.")]
    [InlineData("workers --kay x", "lb workers: --kay is not a flag of this command; the nearest is --key.")]
    [InlineData("policy --kay", "lb policy: --kay is not a flag of this command; the nearest is --key.")]
    public async Task Run_WrongUsage_IsOneLineThatSaysWhatWasMeant(string line, string fault)
    {
        var run = await LbRun.OfAsync(line.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal(fault, run.ErrorLines[0]);
        Assert.StartsWith("See 'lb", run.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(2, run.ErrorLines.Length);
    }

    [Fact]
    public async Task Run_SeveralFaults_AreToldAtOnce()
    {
        var run = await LbRun.OfAsync("send", "--repeat", "x", "--timeout", "-1", "--wat");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(4, run.ErrorLines.Length);
    }

    [Fact]
    public async Task Run_WithoutACommand_NamesThem()
    {
        var run = await LbRun.OfAsync();

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("lb: name a command: ", run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BrokerVariableIsNoAddress_NamesTheVariable()
    {
        var run = new LbRun { Environment = { ["LB_BROKER"] = "not an address" } };

        await run.RunAsync("send", "A:Long");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("lb send: LB_BROKER is 'not an address'; ", run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_EveryCommand_HasAnExample()
    {
        var root = await LbRun.OfAsync("--help");
        var commands = root.OutputLines
            .SkipWhile(line => line != "Commands:").Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Select(line => line.Trim().Split(' ')[0])
            .ToArray();

        Assert.Contains("send", commands);
        foreach (var command in commands)
        {
            var help = await LbRun.OfAsync(command, "--help");
            Assert.Equal((0, ""), (help.ExitCode, help.Error));
            Assert.StartsWith($"  lb {command}", help.OutputLines.SkipWhile(line => line != "Examples:").ElementAt(1), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Help_OfAFaultyLine_IsHelp()
    {
        var run = await LbRun.OfAsync("send", "--brokr", "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Help_WithAKeyInTheEnvironment_DoesNotPrintIt()
    {
        var run = new LbRun { Environment = { ["LB_ADMIN_KEY"] = "hush-hush" } };

        await run.RunAsync("workers", "--help");

        Assert.DoesNotContain("hush-hush", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggest_PartOfAFlag_CompletesIt()
    {
        var run = await LbRun.OfAsync("[suggest:11]", "lb send --c");

        Assert.Contains("--concurrency", run.OutputLines);
    }

    [Fact]
    public async Task Suggest_PolicyNames_AreOffered()
    {
        var run = await LbRun.OfAsync("[suggest:10]", "lb policy ");

        Assert.Contains("least-requests", run.OutputLines);
    }
}
