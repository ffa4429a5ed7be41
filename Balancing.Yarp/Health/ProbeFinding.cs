namespace Balancing.Yarp.Health;

/// <summary>What came of one probe.</summary>
/// <param name="Status">The status of the answer; 0 when there was none in time.</param>
public readonly record struct ProbeFinding(int Status)
{
    /// <summary>Whether the destination takes requests.</summary>
    public bool Passed => Status is >= 200 and < 300;

    /// <summary>Whether the destination is there, and did not say itself that it takes nothing.</summary>
    public bool IsThere => Status is not (0 or 503);
}
