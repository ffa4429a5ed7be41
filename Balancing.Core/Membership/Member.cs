namespace Balancing.Core.Membership;

/// <summary>One worker that has registered, or was added by hand.</summary>
public sealed class Member
{
    internal Member(MemberClaim claim) => Claim = claim;

    /// <summary>What was last said of it.</summary>
    public MemberClaim Claim { get; internal set; }

    /// <summary>Where it stands.</summary>
    public MemberState State { get; internal set; }

    /// <summary>When its lease lapses, on the table's own time; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    internal TimeSpan LapsesAt { get; set; } = TimeSpan.MaxValue;

    /// <summary>Until when one that is gone is remembered, even if it holds nothing any more.</summary>
    internal TimeSpan RememberedUntil { get; set; }

    /// <summary>It is gone, and the last request it held has ended.</summary>
    internal bool IsIdle { get; set; }

    /// <summary>It is gone because it said so: the same process does not come back.</summary>
    internal bool SaidGoodbye { get; set; }
}
