namespace Client.Cli.Syntax;

/// <summary>Finds the word somebody meant.</summary>
internal static class Nearest
{
    /// <summary>The known word with the fewest letters to change, add, leave out or swap; null when none is near enough to be meant.</summary>
    public static string? To(string given, IEnumerable<string> known)
    {
        // One slip in a short word, two or three in a long one; beyond, a suggestion would be a guess.
        var most = Math.Max(1, given.TrimStart('-').Length / 3);
        return known
            .Select(word => (Word: word, Slips: Slips(given, word)))
            .Where(candidate => candidate.Slips <= most || (candidate.Word.StartsWith(given, StringComparison.Ordinal) && given.TrimStart('-').Length > 1))
            .OrderBy(candidate => candidate.Slips)
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
            .Select(candidate => candidate.Word)
            .FirstOrDefault();
    }

    // Optimal string alignment: the distance of Damerau and Levenshtein without touching a letter twice.
    private static int Slips(string from, string to)
    {
        var cost = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var change = from[i - 1] == to[j - 1] ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1), cost[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[from.Length, to.Length];
    }
}
