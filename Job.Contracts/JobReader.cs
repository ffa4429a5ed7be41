using System.Text;
using System.Text.Unicode;

namespace Job.Contracts;

/// <summary>
/// Reads a job in either form, telling all faults at once. Broker, worker and client share it, so that they cannot disagree.
/// </summary>
public static class JobReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a body. Never throws, whatever the bytes; takes time linear in them.</summary>
    /// <param name="form">The form the sender declared; it is not guessed from the bytes.</param>
    /// <param name="body">The whole body, in UTF-8. It may be reused as soon as this returns.</param>
    public static JobReading Read(JobForm form, ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(ByteOrderMark))
        {
            return JobFaults.Body("The body begins with a byte order mark (EF BB BF); send UTF-8 without one.");
        }

        // The whole body is checked here: the JSON reader passes over invalid bytes in strings that nobody asks it for.
        if (!Utf8.IsValid(body))
        {
            return JobFaults.Body("The body is not valid UTF-8; encode it as UTF-8.");
        }

        return form == JobForm.Json ? JsonJobReader.Read(body) : ReadText(Encoding.UTF8.GetString(body));
    }

    /// <summary>Reads the text form, <c>App1:Long</c>. White space around it, a last line break included, is trimmed.</summary>
    /// <param name="text">One line; it may hold anything, halves of surrogate pairs too.</param>
    public static JobReading ReadText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = text.AsSpan().Trim();
        if (line.IsEmpty)
        {
            return JobFaults.Body("The body is empty; send one job, such as App1:Long.");
        }

        if (line.IndexOfAny("\n\r\u0085\u2028\u2029") >= 0)
        {
            return JobFaults.Body($"The body {SafeText.Quote(line)} has more than one line; send one job per request, such as App1:Long.");
        }

        var colon = line.IndexOf(':');
        if (colon < 0 || line[(colon + 1)..].Contains(':'))
        {
            var hint = line[0] == '{' ? " It looks like JSON: send that with Content-Type: application/json." : "";
            var given = colon < 0 ? "has no colon" : "has more than one colon";
            return JobFaults.Body($"The body {SafeText.Quote(line)} {given}; it must be ID:TYPE, such as App1:Long.{hint}");
        }

        var id = line[..colon].ToString();
        var faults = new JobFaults();
        JobRules.CheckId(id, ref faults);
        var type = JobRules.CheckType(line[(colon + 1)..].ToString(), ref faults);
        return faults.Any ? faults.ToReading() : new JobReading(new JobRequest(id, type!.Value), null);
    }
}
