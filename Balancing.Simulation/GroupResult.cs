namespace Balancing.Simulation;

/// <summary>What came of one group's jobs. Classes are what the jobs are, whatever their labels say.</summary>
/// <param name="Name">The group.</param>
/// <param name="Counted">Latencies of its jobs that came after the warm-up.</param>
/// <param name="LabelledRight">Those of them with the right label.</param>
/// <param name="LabelledWrong">Those of them with the wrong one, or none.</param>
/// <param name="Ended">Its jobs that ran to their end, warm-up included.</param>
/// <param name="Refused">Its jobs that the dispatcher refused, warm-up included.</param>
public sealed record GroupResult(
    string Name, LatencyReport Counted, LatencyReport LabelledRight, LatencyReport LabelledWrong, int Ended, int Refused);
