using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;

namespace Client.Cli.Output.Report;

/// <summary>
/// A page of texts, tables and charts in one file: it loads nothing from anywhere, follows the reader's light or dark theme, and without scripts its
/// tables can still be read. Charts are drawn by uPlot, which is part of the page.
/// </summary>
/// <param name="title">Its heading.</param>
/// <param name="names">Names that shall have the first colours, in this order; others get theirs as they appear.</param>
internal sealed class ReportPage(string title, params IEnumerable<string> names)
{
    // As many as the page's style has; lines of further names are dashed.
    private const int Colours = 12;

    private readonly StringBuilder _body = new();
    private readonly List<ReportChart> _charts = [];
    private readonly List<string> _names = [.. names];

    /// <summary>A paragraph.</summary>
    public void AddText(string text) => _body.Append(CultureInfo.InvariantCulture, $"<p>{Encode(text)}</p>\n");

    /// <summary>A heading for what follows.</summary>
    public void AddHeading(string heading) => _body.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(heading)}</h2>\n");

    /// <summary>A table; the first cell of a row is its name and gets that name's colour where <paramref name="coloured"/>, the others are numbers.</summary>
    public void AddTable(string caption, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, bool coloured = true)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<div class=\"wide\"><table><caption>{Encode(caption)}</caption><thead><tr>");
        foreach (var heading in headings)
        {
            _body.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Encode(heading)}</th>");
        }

        _body.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            var swatch = coloured ? $"<i class=\"swatch\" style=\"background:var(--s{ColourOf(row[0])})\"></i>" : "";
            _body.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{swatch}{Encode(row[0])}</th>");
            foreach (var cell in row.Skip(1))
            {
                _body.Append(CultureInfo.InvariantCulture, $"<td>{Encode(cell)}</td>");
            }

            _body.Append("</tr>\n");
        }

        _body.Append("</tbody></table></div>\n");
    }

    /// <summary>A chart. A click on a name in its legend hides that line; dragging over a stretch looks closer, a double click takes it back.</summary>
    public void AddChart(ReportChart chart)
    {
        foreach (var series in chart.Series)
        {
            ColourOf(series.Name);
        }

        _body.Append(CultureInfo.InvariantCulture, $"<figure><figcaption><b>{Encode(chart.Title)}</b> {Encode(chart.Note)}</figcaption>");
        _body.Append(CultureInfo.InvariantCulture, $"<div class=\"chart\" data-chart=\"{_charts.Count}\"></div></figure>\n");
        _charts.Add(chart);
    }

    /// <summary>Writes the page.</summary>
    public void Write(TextWriter output)
    {
        // Each part is put in once; what a part holds is never looked at again.
        foreach (var piece in Asset("report.html").Split("{{"))
        {
            var end = piece.IndexOf("}}", StringComparison.Ordinal);
            output.Write(end < 0 ? piece : Part(piece[..end]));
            output.Write(end < 0 ? "" : piece[(end + 2)..]);
        }
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static string Asset(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Report." + name)
            ?? throw new InvalidOperationException($"The report's part '{name}' was not built in.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private string Part(string name) => name switch
    {
        "title" => Encode(title),
        "body" => _body.ToString(),
        "data" => ReportJson.Of(_charts, _names),
        _ => Asset(name),
    };

    private int ColourOf(string name)
    {
        var index = _names.IndexOf(name);
        if (index < 0)
        {
            index = _names.Count;
            _names.Add(name);
        }

        return index % Colours;
    }
}
