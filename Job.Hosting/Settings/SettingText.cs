using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Job.Hosting.Settings;

/// <summary>Between the text a user writes and the value a program reads, and the words for what is allowed.</summary>
internal static class SettingText
{
    /// <summary>Whether a type is read from one text; others are nested options or lists.</summary>
    public static bool IsSimple(Type type) => Plain(type) is var plain
        && (plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain == typeof(TimeSpan) || plain == typeof(Uri) || plain == typeof(decimal));

    public static bool IsList(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);

    public static bool TryConvert(Type type, string text, IReadOnlyList<ValidationAttribute> rules, out object? value)
    {
        value = null;
        if (text.Length == 0 && (!type.IsValueType || Nullable.GetUnderlyingType(type) is not null))
        {
            return true; // an environment variable set to nothing unsets what may be unset
        }

        if (rules.OfType<AllowedValuesAttribute>().FirstOrDefault() is { } allowed)
        {
            value = allowed.Values.FirstOrDefault(one => string.Equals(Format(one), text, StringComparison.OrdinalIgnoreCase));
            return value is not null;
        }

        var plain = Plain(type);
        value = plain switch
        {
            _ when plain == typeof(string) => text,
            _ when plain == typeof(bool) => bool.TryParse(text, out var flag) ? flag : null,
            _ when plain == typeof(TimeSpan) => SettingDuration.TryParse(text, out var duration) ? duration : null,
            _ when plain == typeof(Uri) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null,
            _ when plain.IsEnum => ConvertEnum(plain, text),
            _ => ConvertNumber(plain, text),
        };
        return value is not null;
    }

    public static string Format(object? value) => value switch
    {
        null => "none",
        "" => "none",
        bool flag => flag ? "true" : "false",
        TimeSpan duration => FormatDuration(duration),
        Enum name => name.ToString().ToLowerInvariant(),
        string text => text,
        IEnumerable list => list.Cast<object?>().Select(Format).DefaultIfEmpty("none").Aggregate((all, one) => $"{all}, {one}"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "none",
    };

    public static string Describe(Type type, IReadOnlyList<ValidationAttribute> rules)
    {
        var words = DescribeType(type, rules);
        foreach (var rule in rules)
        {
            words += rule switch
            {
                RangeAttribute range => $" from {Format(range.Minimum)} to {Format(range.Maximum)}",
                StringLengthAttribute length => $" of {length.MinimumLength} to {length.MaximumLength} characters",
                MinLengthAttribute least => $" of at least {least.Length} characters",
                MaxLengthAttribute most => $" of at most {most.Length} characters",
                RegularExpressionAttribute pattern => pattern.ErrorMessage is { } said ? $" {said}" : $" matching {pattern.Pattern}",
                RequiredAttribute => ", not empty",
                _ => "",
            };
        }

        return words;
    }

    private static string DescribeType(Type type, IReadOnlyList<ValidationAttribute> rules)
    {
        var plain = Plain(type);
        return plain switch
        {
            _ when rules.OfType<AllowedValuesAttribute>().FirstOrDefault() is { } allowed => "one of " + string.Join(", ", allowed.Values.Select(Format)),
            _ when plain.IsEnum => "one of " + string.Join(", ", Enum.GetNames(plain)).ToLowerInvariant(),
            _ when IsList(plain) => "a list",
            _ when plain == typeof(string) => "text",
            _ when plain == typeof(bool) => "true or false",
            _ when plain == typeof(TimeSpan) => "a duration (00:00:05, 5s, 200ms)",
            _ when plain == typeof(Uri) => "an http or https URL",
            _ when plain == typeof(double) || plain == typeof(float) || plain == typeof(decimal) => "a number",
            _ => "a whole number",
        };
    }

    // Seven digits of a second are noise; three are what people write.
    private static string FormatDuration(TimeSpan duration)
    {
        var text = duration.ToString("c", CultureInfo.InvariantCulture);
        return duration.Ticks % TimeSpan.TicksPerSecond != 0 && duration.Ticks % TimeSpan.TicksPerMillisecond == 0 ? text[..^4] : text;
    }

    // Enum.Parse would take numbers and lists of names as well.
    private static object? ConvertEnum(Type type, string text)
        => Enum.GetNames(type).FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse(type, name)
            : null;

    private static object? ConvertNumber(Type type, string text)
    {
        try
        {
            // Not Convert.ChangeType alone: it lets thousands separators and white space pass.
            if (type == typeof(double) || type == typeof(float) || type == typeof(decimal))
            {
                return double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number)
                    ? Convert.ChangeType(number, type, CultureInfo.InvariantCulture)
                    : null;
            }

            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? Convert.ChangeType(whole, type, CultureInfo.InvariantCulture)
                : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
