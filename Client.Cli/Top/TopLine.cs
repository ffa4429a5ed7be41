using System.Text;
using Job.Contracts;
using Job.Hosting.Logging;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Client.Cli.Top;

/// <summary>One line of the screen: pieces of text with colours, cut at its width. A terminal never folds it.</summary>
internal sealed class TopLine(int width)
{
    private readonly List<(string Text, Color? Colour)> _pieces = [];
    private int _left = width;

    /// <summary>Columns that are still free.</summary>
    public int Left => _left;

    /// <summary>Adds text; what does not fit is cut, with three dots in place of its end.</summary>
    public TopLine Add(string text, Color? colour = null)
    {
        var fits = Fit(PrintableText.Of(text), _left);
        _left -= Width(fits);
        if (fits.Length > 0)
        {
            _pieces.Add((fits, colour));
        }

        return this;
    }

    /// <summary>Adds text in a column of this width, cut or filled up.</summary>
    public TopLine Column(string text, int columns, Color? colour = null)
    {
        var fits = Fit(PrintableText.Of(text), columns);
        return Add(fits, colour).Add(new string(' ', Math.Max(0, columns - Width(fits))));
    }

    /// <summary>Adds text at the right of a column of this width.</summary>
    public TopLine Right(string text, int columns, Color? colour = null) => Add(text.PadLeft(columns), colour);

    /// <summary>The line without colours.</summary>
    public override string ToString() => string.Concat(_pieces.Select(piece => piece.Text)).TrimEnd();

    /// <summary>The line for a console.</summary>
    public IRenderable ToRenderable()
    {
        var line = new Paragraph();
        foreach (var (text, colour) in _pieces)
        {
            line.Append(text, new Style(colour));
        }

        return line;
    }

    // Some characters take two columns, some none.
    private static int Width(string text) => text.EnumerateRunes().Sum(rune => rune.ToString().GetCellWidth());

    private static string Fit(string text, int columns)
    {
        if (Width(text) <= columns)
        {
            return text;
        }

        const string dots = "...";
        var left = columns - dots.Length;
        if (left <= 0)
        {
            return new string('.', Math.Max(0, columns));
        }

        var fits = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            left -= rune.ToString().GetCellWidth();
            if (left < 0)
            {
                break;
            }

            fits.Append(rune);
        }

        return fits.Append(dots).ToString();
    }
}
