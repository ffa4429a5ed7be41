namespace Balancing.Core.Membership;

/// <summary>Where a member stands between joining and being forgotten.</summary>
public enum MemberState
{
    /// <summary>It takes requests.</summary>
    Open,

    /// <summary>It has said that it is about to end: no new request; its lease still runs.</summary>
    Leaving,

    /// <summary>It was removed, or its lease has lapsed: no new request; it is kept until the last one it holds has ended.</summary>
    Gone,
}
