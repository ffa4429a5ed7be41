using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>A job that ended: 24 bytes, so that all of a run are kept and every question can be answered exactly.</summary>
internal readonly record struct Sample(long ArrivedAt, long Latency, ushort Group, JobClass Class, bool IsLabelledRight, bool IsCounted);
