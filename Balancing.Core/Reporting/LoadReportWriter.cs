using System.Globalization;

namespace Balancing.Core.Reporting;

/// <summary>Writes a report as a worker of this house sends it.</summary>
public static class LoadReportWriter
{
    // Seven names and numbers of at most 24 characters each come to less than 400.
    private const int Longest = 512;

    /// <summary>The value of <see cref="LoadReportHeaders.Orca"/> in its JSON form, which <see cref="LoadReportReader.ReadOrca"/> reads. What is null is left out.</summary>
    /// <param name="report">What to say; rates and times are rounded to two decimals.</param>
    /// <returns>One line of ASCII, some 200 characters.</returns>
    public static string ToOrca(in LoadReport report)
    {
        Span<char> buffer = stackalloc char[Longest];
        var length = 0;
        Append(buffer, ref length, "JSON {");
        Put(buffer, ref length, "application_utilization", report.Utilization);
        Put(buffer, ref length, "rps_fractional", report.PerSecond);
        Append(buffer, ref length, buffer[length - 1] == '{' ? "\"named_metrics\":{" : ",\"named_metrics\":{");
        Put(buffer, ref length, "slots", report.Slots);
        Put(buffer, ref length, "in_flight", report.InFlight);
        Put(buffer, ref length, "queued", report.Queued);
        Put(buffer, ref length, "short_ms", report.ShortTime?.TotalMilliseconds);
        Put(buffer, ref length, "long_ms", report.LongTime?.TotalMilliseconds);
        Append(buffer, ref length, "}}");
        return buffer[..length].ToString();
    }

    private static void Put(Span<char> buffer, ref int length, string name, double? value)
    {
        if (value is { } number)
        {
            Append(buffer, ref length, buffer[length - 1] == '{' ? "\"" : ",\"");
            buffer[length..].TryWrite(CultureInfo.InvariantCulture, $"{name}\":{Math.Round(number, 2)}", out var written);
            length += written;
        }
    }

    private static void Append(Span<char> buffer, ref int length, string text)
    {
        text.CopyTo(buffer[length..]);
        length += text.Length;
    }
}
