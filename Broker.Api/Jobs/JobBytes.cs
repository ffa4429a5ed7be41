namespace Broker.Api.Jobs;

/// <summary>The body of a job as its client sent it; a feature of the request once the edge has read it.</summary>
internal sealed record JobBytes(ReadOnlyMemory<byte> Bytes);
