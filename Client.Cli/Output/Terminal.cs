using System.Text;

namespace Client.Cli.Output;

/// <summary>
/// The two writers and the input of a command, and what stands behind them: results go to <see cref="Output"/>, talk to <see cref="Error"/>.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, Func<Stream> input)
{
    // A table that is read by another program must not be folded at the edge of a window that nobody sees.
    private const int PipeWidth = 240;

    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Opens standard input; a function, because opening it before it is wanted would wait for a keyboard.</summary>
    public Func<Stream> OpenInput { get; } = input;

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether the output can be written over: a terminal that obeys escape sequences.</summary>
    public bool CanRedraw { get; init; }

    /// <summary>False when standard output is a pipe or a file, when NO_COLOR is set (https://no-color.org) or TERM is dumb.</summary>
    public bool Colour { get; init; }

    /// <summary>Columns of the window, or many where there is none.</summary>
    public int Width { get; init; } = PipeWidth;

    /// <summary>Columns and lines of the window now, which may change.</summary>
    public Func<(int Width, int Height)> Window { get; init; } = () => (PipeWidth, 24);

    /// <summary>The next key that has been pressed and not been read; null when there is none, or no keyboard.</summary>
    public Func<char?> ReadKey { get; init; } = () => null;

    /// <summary>The terminal this process was started in.</summary>
    public static Terminal OfThisProcess()
    {
        var isTerminal = !Console.IsOutputRedirected;
        var obeys = isTerminal && Environment.GetEnvironmentVariable("TERM") != "dumb";

        return new Terminal(OpenOutput(), Console.Error, Console.OpenStandardInput)
        {
            OutputIsTerminal = isTerminal,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            CanRedraw = obeys,
            Colour = obeys && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Width = isTerminal ? WindowWidth() : PipeWidth,
            Window = () => (WindowWidth(), WindowHeight()),
            ReadKey = () => !Console.IsInputRedirected && Console.KeyAvailable ? Console.ReadKey(intercept: true).KeyChar : null,
        };
    }

    private static StreamWriter OpenOutput()
    {
        // Buffered, because a batch writes thousands of lines; whoever writes says when a line must be seen.
        var encoding = Console.OutputEncoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Console.OutputEncoding;
        return new StreamWriter(StandardOutput.Open(), encoding, bufferSize: 4096);
    }

    private static int WindowHeight()
    {
        try
        {
            return Console.WindowHeight is > 0 and var height ? height : 24;
        }
        catch (IOException)
        {
            return 24;
        }
    }

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80; // a console without a window
        }
    }
}
