using Balancing.Yarp.Forwarding;
using Job.Http.Jobs;

namespace Broker.Api.Jobs;

/// <summary>The memory that one job's body takes of what there is for all.</summary>
internal sealed class JobMemory(HeldBytes held) : IBodyMemory
{
    private long _count;

    public bool TryHold(long bytes)
    {
        if (!held.TryHold(bytes))
        {
            return false;
        }

        _count += bytes;
        return true;
    }

    /// <summary>The job is done with.</summary>
    public void Release() => held.Release(_count);
}
