namespace Job.Contracts;

/// <summary>How much work a job is, as its sender declares it.</summary>
public enum JobType
{
    /// <summary>Milliseconds of work; answered as "simple (Short)".</summary>
    Short,

    /// <summary>Up to seconds of work; answered as "complex (Long)".</summary>
    Long,
}
