namespace Balancing.Core.Queueing;

/// <summary>How long a job is expected to take, as its sender or the learning says.</summary>
public enum JobClass
{
    /// <summary>Milliseconds.</summary>
    Short,

    /// <summary>Seconds.</summary>
    Long,
}
