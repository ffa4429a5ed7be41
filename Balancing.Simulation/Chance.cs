namespace Balancing.Simulation;

/// <summary>Where the randomness of a run comes from.</summary>
internal static class Chance
{
    /// <summary>A source of its own for each question, so that another share of Longs leaves the times of arrival as they are.</summary>
    /// <remarks>Neighbouring seeds make Random begin alike, so the two numbers are spread over all bits first (Steele's SplitMix64).</remarks>
    public static Random Of(int seed, uint question)
    {
        var bits = ((ulong)(uint)seed << 32) + question;
        bits = (bits + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return new Random((int)(bits >> 32));
    }
}
