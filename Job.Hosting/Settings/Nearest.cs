namespace Job.Hosting.Settings;

/// <summary>Finds the known word that a mistyped one was probably meant to be.</summary>
public static class Nearest
{
    // Fewer letters begin too many words to mean one of them.
    private const int ShortestBeginning = 2;

    /// <summary>
    /// The candidate with the fewest edits, or null when even that one differs in more than 2 in 5 letters; a word that a candidate
    /// begins with counts as one edit away, as <c>--conc</c> from <c>--concurrency</c>.
    /// </summary>
    /// <param name="word">What was given, in any letter case.</param>
    /// <param name="candidates">What it could have been; the first of several equally near is taken.</param>
    /// <returns>The candidate as it is spelt, or null.</returns>
    public static string? Of(string word, IEnumerable<string> candidates)
    {
        var beginning = word.TrimStart('-').Length >= ShortestBeginning;
        var best = candidates
            .Select(candidate => (candidate, edits: beginning && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                ? 1
                : Edits(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .DefaultIfEmpty(("", int.MaxValue))
            .MinBy(pair => pair.Item2);
        return best.Item2 <= Math.Max(2, word.Length * 2 / 5) ? best.Item1 : null;
    }

    // Levenshtein's distance, one row at a time.
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[to.Length];
    }
}
