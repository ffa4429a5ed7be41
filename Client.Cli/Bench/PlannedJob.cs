using Job.Contracts;

namespace Client.Cli.Bench;

/// <summary>A job, and when it is to be sent.</summary>
/// <param name="Due">Counted from the start of the leg.</param>
/// <param name="Type">Short or Long.</param>
/// <param name="Application">Which application sends it, from 0.</param>
internal readonly record struct PlannedJob(TimeSpan Due, JobType Type, int Application);
