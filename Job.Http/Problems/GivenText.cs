namespace Job.Http.Problems;

/// <summary>What a caller gave, for repeating it in a problem.</summary>
public static class GivenText
{
    private const int Longest = 64;

    /// <summary>The text, or its beginning and three dots when it is long.</summary>
    public static string Shorten(string text) => text is { Length: > Longest } ? $"{text[..Longest]}..." : text;
}
