using System.Globalization;
using System.Text;

namespace Job.Contracts;

/// <summary>What makes a job valid, and the words that say why one is not.</summary>
public static class JobRules
{
    /// <summary>
    /// The longest applicationId, in characters. A character is a Unicode code point, as JSON Schema's <c>maxLength</c> counts it:
    /// an emoji outside the basic plane is one, though it is two UTF-16 code units in a .NET string.
    /// </summary>
    public const int MaxIdCharacters = 128;

    /// <summary>How deep a JSON body may nest; the job's own braces are level 1.</summary>
    public const int MaxDepth = 8;

    internal const string Id = "applicationId";
    internal const string Type = "applicationType";
    internal const string Payload = "payload";
    internal const string Body = "body";

    internal const string IdExample = "\"applicationId\":\"App1\"";
    internal const string TypeExample = "\"applicationType\":\"Long\"";

    internal static bool IsId(string? id)
    {
        if (id is null)
        {
            return false;
        }

        var faults = new JobFaults();
        CheckId(id, ref faults);
        return !faults.Any;
    }

    internal static void CheckId(string id, ref JobFaults faults)
    {
        if (string.IsNullOrWhiteSpace(id))
        {
            var given = id.Length == 0 ? "is empty" : "is blank";
            faults.Add(Id, $"applicationId {given}; it must have 1 to {MaxIdCharacters} printable characters, such as App1.");
            return;
        }

        var characters = 0;
        var colon = false;
        var odd = -1; // the first character that nobody could see, and where it stands
        var oddAt = 0;
        for (var i = 0; i < id.Length;)
        {
            characters++;
            var lone = Rune.DecodeFromUtf16(id.AsSpan(i), out var rune, out var units) != System.Buffers.OperationStatus.Done;
            colon |= rune.Value == ':';
            if (odd < 0 && (lone || !IsPrintable(rune)))
            {
                odd = lone ? id[i] : rune.Value;
                oddAt = characters;
            }

            i += units;
        }

        if (characters > MaxIdCharacters)
        {
            faults.Add(Id, $"applicationId {SafeText.Quote(id)} has {characters} characters; "
                + $"at most {MaxIdCharacters} are allowed. Shorten it.");
        }

        if (colon)
        {
            faults.Add(Id, $"applicationId {SafeText.Quote(id)} holds a colon; any printable character but ':' is allowed. Replace it.");
        }

        if (odd >= 0)
        {
            faults.Add(Id, $"applicationId {SafeText.Quote(id)} holds U+{odd:X4}, its character {oddAt}, which is not printable; "
                + "control, formatting and line-breaking characters and halves of surrogate pairs are not allowed. Remove it.");
        }
    }

    internal static JobType? CheckType(string type, ref JobFaults faults)
    {
        if (Ascii.EqualsIgnoreCase(type, "Long"))
        {
            return JobType.Long;
        }

        if (Ascii.EqualsIgnoreCase(type, "Short"))
        {
            return JobType.Short;
        }

        faults.Add(Type, type.Length == 0
            ? "applicationType is empty; it must be Long or Short."
            : $"applicationType is {SafeText.Quote(type)}; it must be Long or Short, in any letter case and with nothing around it.");
        return null;
    }

    /// <summary>Written out, so that an answer never depends on how enums are renamed or printed.</summary>
    internal static string NameOf(JobType type) => type == JobType.Long ? "Long" : "Short";

    // A formatting character can reorder or hide what a log line shows, so none passes, save the two joiners that emoji and Persian
    // are written with. A character this .NET does not know yet passes: tomorrow's emoji is no fault of the sender.
    internal static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => true,
    };
}
