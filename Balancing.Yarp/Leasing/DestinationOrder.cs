using System.Globalization;

namespace Balancing.Yarp.Leasing;

/// <summary>The order in which destinations stand everywhere: by id, numbers among the text as numbers (2 before 10).</summary>
public static class DestinationOrder
{
    /// <summary>Compares two ids, without regard to letter case.</summary>
    public static IComparer<string> ById { get; } = StringComparer.Create(
        CultureInfo.InvariantCulture, CompareOptions.NumericOrdering | CompareOptions.IgnoreCase);
}
