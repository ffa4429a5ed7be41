using System.Text;
using Client.Cli.Output;
using Client.Cli.Syntax;

namespace Client.Cli.Tests.Stubs;

/// <summary>One run of <c>lb</c> inside the test's process: its arguments, its surroundings, and what it wrote.</summary>
internal sealed class LbRun
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public Dictionary<string, string> Environment { get; } = [];

    public byte[] Input { get; set; } = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public bool IsTerminal { get; init; }

    public int ExitCode { get; private set; } = -1;

    public string Output => Copy(_output);

    public string Error => Copy(_error);

    public string[] OutputLines => Lines(Output);

    public string[] ErrorLines => Lines(Error);

    public static async Task<LbRun> OfAsync(params string[] arguments)
    {
        var run = new LbRun();
        await run.RunAsync(arguments);
        return run;
    }

    public Task<LbRun> RunAsync(params string[] arguments) => RunUntilAsync(CancellationToken.None, arguments);

    /// <param name="ctrlC">Presses Ctrl-C.</param>
    public async Task<LbRun> RunUntilAsync(CancellationToken ctrlC, params string[] arguments)
    {
        var terminal = new Terminal(new Paper(_output), new Paper(_error), () => new MemoryStream(Input))
        {
            OutputIsTerminal = IsTerminal,
            ErrorIsTerminal = IsTerminal,
        };
        ExitCode = await Lb.RunAsync(arguments, new Surroundings(terminal, Environment.GetValueOrDefault, Time), ctrlC);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal); // never a stack trace
        return this;
    }

    public void Feed(string input) => Input = Encoding.UTF8.GetBytes(input);

    private static string Copy(StringBuilder paper)
    {
        lock (paper)
        {
            return paper.ToString();
        }
    }

    private static string[] Lines(string text) => text.Split(System.Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    // Safe to look at while the command still writes.
    private sealed class Paper(StringBuilder paper) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (paper)
            {
                paper.Append(value);
            }
        }

        public override void Write(string? value)
        {
            lock (paper)
            {
                paper.Append(value);
            }
        }
    }
}
