namespace Balancing.Simulation;

/// <summary>Something that will happen.</summary>
/// <param name="What">What.</param>
/// <param name="Job">To which job; null for workers and dispatchers.</param>
/// <param name="Number">The job's life for which it was planned, or the index of the worker or broker.</param>
internal readonly record struct PlannedEvent(Happening What, SimulatedJob? Job, int Number);
