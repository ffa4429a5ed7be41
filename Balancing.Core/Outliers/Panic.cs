namespace Balancing.Core.Outliers;

/// <summary>Says which destinations are used: those with nothing against them and those on trial; where too few are left, the least bad of the others as well.</summary>
internal static class Panic
{
    // Those as good as the worst that is taken are taken, too: a choice among equals would send everything to one of them.
    private const double Alike = 0.1;

    /// <summary>Marks each as used or not.</summary>
    /// <returns>Whether there is panic: too few are healthy, and some are used for lack of better ones; and whether any mark has changed.</returns>
    public static (bool IsPanic, bool Changed) Choose(DestinationHealth[] members, OutlierSettings settings)
    {
        var healthy = members.Count(member => member.IsServing);
        var needed = Math.Max(1, (int)Math.Ceiling((settings.Panic * members.Length) - 1e-9));
        var leastBad = healthy < needed ? LeastBad(members, needed - healthy) : [];
        var changed = false;
        foreach (var member in members)
        {
            var isNeeded = leastBad.Contains(member);
            var isTrusted = member.Standing == Standing.Open && member.State != OutlierState.Ejected;
            changed |= member.Use(isTrusted || isNeeded, isLimited: member.State == OutlierState.OnTrial && !isNeeded);
        }

        return (leastBad.Count > 0, changed);
    }

    private static HashSet<DestinationHealth> LeastBad(DestinationHealth[] members, int missing)
    {
        var bad = members
            .Where(member => !member.IsServing && member.Standing != Standing.Closed)
            .OrderBy(member => member.Badness)
            .ToArray();
        var most = bad.Length < missing ? double.PositiveInfinity : bad[missing - 1].Badness + Alike;
        return [.. bad.TakeWhile(member => member.Badness <= most)];
    }
}
