using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Balancing.Core.Reporting;

/// <summary>Reads what workers of several makes report: ORCA's header in its JSON and TEXT forms, <c>X-Slots</c>, and the answer to <c>GET /load</c>.</summary>
/// <remarks>
/// Nothing a worker sends makes it throw; what cannot be true makes the whole report absurd, with a reason of one line that repeats none of the worker's text. What is not
/// understood is passed over. Allocates nothing unless something is wrong. Forms: the ORCA specification, github.com/cncf/xds; vLLM, entrypoints/openai/orca_metrics.py.
/// </remarks>
public static class LoadReportReader
{
    /// <summary>The fewest slots that are believed: none at all would stop the dispatch for good.</summary>
    public const int LeastSlots = 1;

    /// <summary>The most slots that are believed, as many as a worker of this house may be given.</summary>
    public const int MostSlots = 100_000;

    /// <summary>The longest report that is read, in bytes of UTF-8; real ones have some 200.</summary>
    public const int MostBytes = 4096;

    // Deeper than any report is, and than any recursion could be hurt by.
    private const int MostDepth = 8;

    private const int LongestName = 64;

    private const string TooLong = "the report is longer than 4096 bytes";

    /// <summary>Reads the value of ORCA's header, <see cref="LoadReportHeaders.Orca"/>.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="report">What it says; empty when absurd.</param>
    /// <returns>Why it is absurd, in one line; null when it is not.</returns>
    public static string? ReadOrca(ReadOnlySpan<char> text, out LoadReport report)
    {
        report = default;
        Span<byte> buffer = stackalloc byte[MostBytes];
        if (!Encoding.UTF8.TryGetBytes(text, buffer, out var length))
        {
            return TooLong;
        }

        ReadOnlySpan<byte> utf8 = buffer[..length].Trim((byte)' ');
        var space = utf8.IndexOf((byte)' ');
        var form = space < 0 ? utf8 : utf8[..space];
        var rest = utf8[form.Length..];
        return form.SequenceEqual("JSON"u8) ? ReadJson(rest, isOrca: true, out report)
            : form.SequenceEqual("TEXT"u8) ? ReadText(rest, out report)
            : form.SequenceEqual("BIN"u8) ? "the form BIN is not read here; send JSON or TEXT"
            : "it begins with neither JSON nor TEXT";
    }

    /// <summary>Reads the value of <see cref="LoadReportHeaders.Slots"/>.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="report">The slots; empty when absurd.</param>
    /// <returns>Why it is absurd, in one line; null when it is not.</returns>
    public static string? ReadSlots(ReadOnlySpan<char> text, out LoadReport report)
    {
        report = default;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var slots))
        {
            return ReportDraft.NotANumber(ReportField.Slots);
        }

        var draft = new ReportDraft();
        var fault = draft.Put(ReportField.Slots, slots);
        report = fault is null ? draft.Report : default;
        return fault;
    }

    /// <summary>Reads the answer to <c>GET /load</c>.</summary>
    /// <param name="json">Its body.</param>
    /// <param name="report">What it says; empty when absurd.</param>
    /// <returns>Why it is absurd, in one line; null when it is not.</returns>
    public static string? ReadLoad(ReadOnlySpan<byte> json, out LoadReport report)
    {
        report = default;
        return json.Length > MostBytes ? TooLong : ReadJson(json, isOrca: false, out report);
    }

    private static string? ReadJson(ReadOnlySpan<byte> json, bool isOrca, out LoadReport report)
    {
        report = default;
        var draft = new ReportDraft();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "it is not a JSON object";
            }

            var fault = ReadMembers(ref reader, ref draft, isOrca ? Members.Orca : Members.Load);
            if (fault is null)
            {
                reader.Read(); // throws if anything follows
                report = draft.Report;
            }

            return fault;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException) // the latter for a name that is no UTF-8, or holds half of a surrogate pair
        {
            return "it is not valid JSON";
        }
    }

    private static string? ReadMembers(ref Utf8JsonReader reader, ref ReportDraft draft, Members members)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader, members, out var isMap);
            reader.Read();
            string? fault = null;
            if (isMap)
            {
                fault = reader.TokenType == JsonTokenType.StartObject
                    ? ReadMembers(ref reader, ref draft, Members.Named)
                    : "named_metrics is not an object";
            }
            else if (field == ReportField.None || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
            }
            else
            {
                fault = reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value)
                    ? draft.Put(field, value)
                    : ReportDraft.NotANumber(field);
            }

            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static ReportField FieldOf(ref Utf8JsonReader reader, Members members, out bool isMap)
    {
        isMap = false;
        if (reader.ValueSpan.Length > LongestName)
        {
            return ReportField.None;
        }

        Span<byte> buffer = stackalloc byte[LongestName];
        var name = buffer[..reader.CopyString(buffer)];
        isMap = members == Members.Orca && ReportNames.IsNamedMetrics(name);
        return members switch
        {
            Members.Orca => ReportNames.OfOrca(name),
            Members.Named => ReportNames.OfNamedMetric(name),
            _ => ReportNames.OfLoad(name),
        };
    }

    private static string? ReadText(ReadOnlySpan<byte> text, out LoadReport report)
    {
        report = default;
        var draft = new ReportDraft();
        foreach (var range in text.Split((byte)','))
        {
            var pair = text[range].Trim((byte)' ');
            if (pair.IsEmpty)
            {
                continue;
            }

            // The specification writes name=value; Envoy's own reader takes name:value.
            var at = pair.IndexOfAny((byte)'=', (byte)':');
            if (at < 0)
            {
                return "a part of it is not name=value";
            }

            var name = pair[..at].TrimEnd((byte)' ');
            var field = name.StartsWith(ReportNames.NamedMetrics) && name[ReportNames.NamedMetrics.Length..].StartsWith("."u8)
                ? ReportNames.OfNamedMetric(name[(ReportNames.NamedMetrics.Length + 1)..])
                : ReportNames.OfOrca(name);
            if (field == ReportField.None)
            {
                continue;
            }

            var fault = double.TryParse(pair[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? draft.Put(field, value)
                : ReportDraft.NotANumber(field);
            if (fault is not null)
            {
                return fault;
            }
        }

        report = draft.Report;
        return null;
    }

    private enum Members
    {
        Orca,
        Named,
        Load,
    }
}
