namespace Job.Http.Jobs;

/// <summary>Bounds the memory that bodies take together, where they are kept for longer than the reading.</summary>
public interface IBodyMemory
{
    /// <summary>Asks for so many bytes more, for the one body that is being read.</summary>
    /// <returns>False when there are not so many.</returns>
    bool TryHold(long bytes);
}
