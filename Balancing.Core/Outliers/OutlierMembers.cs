namespace Balancing.Core.Outliers;

/// <summary>The destinations that are judged together, and how many of them serve well or are out: kept, so that a failure need not look at all of them.</summary>
/// <remarks>Not thread-safe: the detector's lock guards it.</remarks>
internal sealed class OutlierMembers
{
    public DestinationHealth[] All { get; private set; } = [];

    /// <summary>Those that are used and do not fail themselves.</summary>
    public int Good { get; private set; }

    /// <summary>Those that are ejected or on trial.</summary>
    public int Out { get; private set; }

    public void Set(IReadOnlyList<(DestinationHealth Destination, Standing Standing)> members, int failures)
    {
        foreach (var member in All)
        {
            member.IsMember = false;
            Judge(member, failures);
        }

        All = [.. members.Select(member => member.Destination)];
        for (var index = 0; index < All.Length; index++)
        {
            All[index].IsMember = true;
            All[index].Standing = members[index].Standing;
            Judge(All[index], failures);
        }

        Out = All.Count(member => member.State != OutlierState.Good);
    }

    /// <summary>Looks at one again after a result or a change. Who fails half as often in a row as is needed is no better than the one in question.</summary>
    public void Judge(DestinationHealth member, int failures)
    {
        var isGood = member.IsServing && member.FailuresInRow <= failures / 2;
        if (isGood != member.CountsAsGood)
        {
            member.CountsAsGood = isGood;
            Good += isGood ? 1 : -1;
        }
    }

    public void Enter(DestinationHealth member, OutlierState state, TimeSpan now)
    {
        Out += (state == OutlierState.Good ? 0 : 1) - (member.State == OutlierState.Good ? 0 : 1);
        member.State = state;
        member.Since = now;
        member.FailuresInRow = 0;
        member.Recent.Clear();
    }

    /// <summary>Whether one more may be ejected: only so many, and only while somebody else serves well. Where all fail alike, it is not the destination that is at fault.</summary>
    public bool MayEject(DestinationHealth member, double share)
        => Good > (member.CountsAsGood ? 1 : 0) && Out < Math.Max(1, (int)((share * All.Length) + 1e-9));
}
