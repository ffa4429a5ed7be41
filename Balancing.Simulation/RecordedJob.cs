using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>A job that once came to a broker, to be sent again.</summary>
/// <param name="At">When it came, from the first one on.</param>
/// <param name="Application">Whose it was.</param>
/// <param name="Class">What it was.</param>
/// <param name="Work">How long it ran, on a worker of speed 1.</param>
public readonly record struct RecordedJob(TimeSpan At, string Application, JobClass Class, TimeSpan Work);
