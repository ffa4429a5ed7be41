using Microsoft.Extensions.Configuration;

namespace Balancing.Yarp.Leasing;

/// <summary>The order in which destinations stand everywhere: that of the configuration, by id, numbers as numbers (2 before 10).</summary>
public static class DestinationOrder
{
    /// <summary>Compares two ids, without regard to letter case.</summary>
    public static IComparer<string> ById { get; } = ConfigurationKeyComparer.Instance;
}
