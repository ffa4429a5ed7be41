namespace Balancing.Core.Membership;

/// <summary>What came of a claim, or of a removal.</summary>
public enum MemberVerdict
{
    /// <summary>It was not a member, and is one now.</summary>
    Joined,

    /// <summary>It is what it was; its lease begins anew.</summary>
    Renewed,

    /// <summary>The same process says something else of itself than before.</summary>
    Changed,

    /// <summary>A later process took the place of an earlier one.</summary>
    Replaced,

    /// <summary>Refused: a later process holds the name, or this one has already said goodbye.</summary>
    Overtaken,

    /// <summary>Refused: there are as many members as there may be.</summary>
    Full,

    /// <summary>It is no member any more.</summary>
    Removed,

    /// <summary>There was no such member.</summary>
    Unknown,
}
