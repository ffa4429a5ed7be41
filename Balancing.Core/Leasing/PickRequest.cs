using Balancing.Core.Picking;

namespace Balancing.Core.Leasing;

/// <summary>What a pick may hang on beside the destinations.</summary>
/// <param name="Now">On the driver's clock; without it latencies do not age and slow start stands still.</param>
/// <param name="BoundTo">What a policy like <see cref="ConsistentHashPolicy"/> keeps together, such as the application; null for nothing.</param>
public readonly record struct PickRequest(TimeSpan Now, string? BoundTo = null);
