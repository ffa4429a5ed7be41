using Spectre.Console;
using Spectre.Console.Rendering;

namespace Client.Cli.Output;

/// <summary>Tables for people in a window, and for <c>awk</c> behind a pipe.</summary>
internal static class Tables
{
    private const int MuchTooWide = 10_000;

    /// <summary>An empty table: with a frame in a window; behind a pipe bare columns, one row a line.</summary>
    public static Table New(Terminal terminal, params ReadOnlySpan<string> headings)
    {
        var table = new Table().Border(terminal.OutputIsTerminal ? TableBorder.Rounded : TableBorder.None);
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(new Text(heading)) { NoWrap = true });
        }

        return table;
    }

    /// <summary>A cell that stands at the right, as numbers do.</summary>
    public static Text Number(string text) => new Text(text).RightJustified();

    public static void Write(Terminal terminal, Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.Colour ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal.Colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Output),
        });

        // Squeezed into a narrow window words would break in their middle: rather no frame, and lines that the window folds.
        if (NeededWidth(console, table) > terminal.Width)
        {
            table.Border(TableBorder.None);
        }

        console.Profile.Width = Math.Max(terminal.Width, NeededWidth(console, table));
        console.Write(table);
        terminal.Output.Flush();
    }

    private static int NeededWidth(IAnsiConsole console, IRenderable table)
        => table.Measure(new RenderOptions(console.Profile.Capabilities, new Size(MuchTooWide, 1)), MuchTooWide).Max;
}
