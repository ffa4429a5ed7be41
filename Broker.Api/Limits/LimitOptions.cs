using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Broker.Api.Limits;

/// <summary>What one sender may ask of the broker, whatever the cluster could do (by default all there is), and what all together may hold.</summary>
public sealed class LimitOptions
{
    /// <summary>For each applicationId.</summary>
    public RateOptions PerApplication { get; set; } = new();

    /// <summary>For each client address; of IPv6 the first 64 bits.</summary>
    public RateOptions PerAddress { get; set; } = new();

    /// <summary>Bytes of bodies held in memory, over all requests.</summary>
    [Setting("Bytes that the bodies of all jobs, waiting and running, and the answers held may have together; beyond it 503")]
    [Range(1 << 20, 1L << 40)]
    public long MaxHeldBytes { get; set; } = 256 << 20;
}
