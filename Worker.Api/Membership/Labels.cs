namespace Worker.Api.Membership;

/// <summary>Names and values, as <c>Worker:Labels</c> gives them.</summary>
internal static class Labels
{
    private const int Most = 16;
    private const int LongestName = 64;
    private const int LongestValue = 128;

    /// <summary>Reads <c>zone=a,gpu=yes</c>; null when it cannot be read.</summary>
    public static IReadOnlyDictionary<string, string>? Read(string text)
    {
        var labels = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split('=', 2) is [var before, var after] ? (before.Trim(), after.Trim()) : ("", "");
            if (!IsName(name) || value.Length > LongestValue || value.Any(char.IsControl) || !labels.TryAdd(name, value))
            {
                return null;
            }
        }

        return labels.Count <= Most ? labels : null;
    }

    private static bool IsName(string name)
        => name.Length is >= 1 and <= LongestName && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}
