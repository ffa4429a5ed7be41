namespace Client.Cli.Output;

/// <summary>One line of <c>lb simulate --json</c>.</summary>
/// <param name="Design">Its name.</param>
/// <param name="Short">Shorts after the warm-up.</param>
/// <param name="Long">Longs after the warm-up.</param>
/// <param name="StartShort">Shorts of the first ten seconds.</param>
/// <param name="StartLong">Longs of the first ten seconds.</param>
/// <param name="Ended">Jobs that ran to their end.</param>
/// <param name="Refused">Jobs that were refused.</param>
/// <param name="JobsPerSecond">Throughput after the warm-up.</param>
/// <param name="Utilisation">The busy share of the slots after the warm-up.</param>
/// <param name="Seconds">How long it took on the virtual clock.</param>
/// <param name="Resent">Jobs lost with their worker and sent again.</param>
/// <param name="Groups">The same by group, after the warm-up.</param>
/// <param name="Phases">The same by phase, after the warm-up.</param>
internal sealed record SimulationLine(
    string Design,
    SimulationLine.Latency Short,
    SimulationLine.Latency Long,
    SimulationLine.Latency StartShort,
    SimulationLine.Latency StartLong,
    int Ended,
    int Refused,
    double JobsPerSecond,
    double Utilisation,
    double Seconds,
    int Resent,
    SimulationLine.Group[] Groups,
    SimulationLine.Pair[] Phases)
{
    /// <summary>Times in milliseconds, and the 99th percentile as a multiple of the same without waiting; null without jobs.</summary>
    internal sealed record Latency(int Jobs, double Mean, double P50, double P99, double P999, double? TimesFloorP99);

    /// <summary>Both classes.</summary>
    internal sealed record Pair(Latency Short, Latency Long);

    /// <summary>A group's jobs by what they are, whatever their labels say; of them those with the right label, and the others.</summary>
    internal sealed record Group(string Name, Latency Short, Latency Long, Pair LabelledRight, Pair LabelledWrong, int Ended, int Refused);
}
