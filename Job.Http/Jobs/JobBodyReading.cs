using Job.Contracts;
using Job.Http.Problems;

namespace Job.Http.Jobs;

/// <summary>What became of a request's body: a job, or the refusal to answer with.</summary>
/// <param name="Job">The job; null when <paramref name="Refusal"/> is set.</param>
/// <param name="Form">The form the request declared; JSON where it declared none of ours.</param>
/// <param name="Bytes">The body byte for byte, to forward or to try again; empty when it was not read to its end.</param>
/// <param name="Refusal">Why there is no job; null when there is one.</param>
public readonly record struct JobBodyReading(JobRequest? Job, JobForm Form, ReadOnlyMemory<byte> Bytes, Refusal? Refusal);
