using System.Globalization;
using Balancing.Core.Leasing;
using Yarp.ReverseProxy.Configuration;

namespace Balancing.Yarp.Policies;

/// <summary>What metadata say of picks: a destination's <c>Weight</c>, a cluster's <c>SlowStart</c>, <c>SlowStart.Shape</c> and <c>ConsistentHash.Header</c>.</summary>
public static class PickMetadata
{
    /// <summary>What a destination can take compared with the others; 1 without it.</summary>
    public const string Weight = "Weight";

    /// <summary>How long a destination that joins, or comes back, takes to grow into its weight; none without it.</summary>
    public const string SlowStart = "SlowStart";

    /// <summary>How it grows: <c>linear</c> or <c>eased</c>.</summary>
    public const string Shape = "SlowStart.Shape";

    /// <summary>The header by which consistent-hash binds a request; without it, or where a request lacks it, the application.</summary>
    public const string HashHeader = "ConsistentHash.Header";

    // Wide enough for percentages and for cores; beyond, one of two destinations would as good as never be picked.
    private const double LeastWeight = 0.001;
    private const double MostWeight = 1000;

    private static readonly TimeSpan LongestStart = TimeSpan.FromHours(1);

    /// <summary>The weight of a destination; 1 where its metadata say none, or none that can be read.</summary>
    public static double WeightOf(DestinationConfig destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return Read(Of(destination.Metadata, Weight)) ?? 1;
    }

    /// <summary>The slow start of a cluster's destinations.</summary>
    public static SlowStart SlowStartOf(ClusterConfig cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return ReadStart(Of(cluster.Metadata, SlowStart)) is { } duration
            ? new SlowStart(duration, ReadShape(Of(cluster.Metadata, Shape)) ?? SlowStartShape.Linear)
            : Core.Leasing.SlowStart.None;
    }

    /// <summary>The header that consistent-hash goes by; null for none.</summary>
    public static string? HashHeaderOf(ClusterConfig cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return Of(cluster.Metadata, HashHeader) is { } name && IsHeaderName(name) ? name : null;
    }

    /// <summary>What of it cannot be read: what it is, and what it must be.</summary>
    public static IEnumerable<string> Faults(ClusterConfig cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        foreach (var (id, destination) in cluster.Destinations ?? new Dictionary<string, DestinationConfig>())
        {
            if (Of(destination.Metadata, Weight) is { } weight && Read(weight) is null)
            {
                yield return $"Metadata '{Weight}' of destination '{id}' is '{weight}'; it must be a number from 0.001 to 1000.";
            }
        }

        if (Of(cluster.Metadata, SlowStart) is { } start && ReadStart(start) is null)
        {
            yield return $"Metadata '{SlowStart}' is '{start}'; it must be a time from 0 (none) to an hour, such as {MetadataTime.Forms}.";
        }

        if (Of(cluster.Metadata, Shape) is { } shape && ReadShape(shape) is null)
        {
            yield return $"Metadata '{Shape}' is '{shape}'; it must be linear or eased.";
        }

        if (Of(cluster.Metadata, HashHeader) is { } header && !IsHeaderName(header))
        {
            yield return $"Metadata '{HashHeader}' is '{header}'; it must be the name of a header, such as X-Customer.";
        }
    }

    private static double? Read(string? text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight is >= LeastWeight and <= MostWeight ? weight : null;

    private static TimeSpan? ReadStart(string? text)
        => MetadataTime.Read(text) is { } duration && duration <= LongestStart ? duration : null;

    private static SlowStartShape? ReadShape(string? text)
        => string.Equals(text, "linear", StringComparison.OrdinalIgnoreCase) ? SlowStartShape.Linear
            : string.Equals(text, "eased", StringComparison.OrdinalIgnoreCase) ? SlowStartShape.Eased
            : null;

    // A token of RFC 9110.
    internal static bool IsHeaderName(string name)
        => name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal));

    private static string? Of(IReadOnlyDictionary<string, string>? metadata, string key)
        => metadata is not null && metadata.TryGetValue(key, out var value) ? value.Trim() : null;
}
