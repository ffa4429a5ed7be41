namespace Broker.Api.Limits;

/// <summary>What one sender may ask of the broker, whatever the cluster could do; by default all there is.</summary>
public sealed class LimitOptions
{
    /// <summary>For each applicationId.</summary>
    public RateOptions PerApplication { get; set; } = new();

    /// <summary>For each client address; of IPv6 the first 64 bits.</summary>
    public RateOptions PerAddress { get; set; } = new();
}
