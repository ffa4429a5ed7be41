namespace Balancing.Yarp.Reporting;

/// <summary>What came of asking a destination for its load.</summary>
internal enum LoadReply
{
    /// <summary>Nobody listens there now: nothing can be sent there either.</summary>
    Refused,

    /// <summary>No answer in time, or one that says the destination is not well; the next may be better.</summary>
    Silent,

    /// <summary>It has no such path, or something else than a report under it.</summary>
    NoReport,

    /// <summary>A report.</summary>
    Report,
}
