using System.Globalization;
using Yarp.ReverseProxy.Configuration;

namespace Balancing.Yarp.Membership;

/// <summary>What a destination's metadata say of its coming and going: <c>State</c>, and <c>Slots.Registered</c>.</summary>
public static class MemberMetadata
{
    /// <summary><c>draining</c> closes the destination to new requests, while those it holds run on; <c>open</c>, as without it, does not.</summary>
    public const string State = "State";

    /// <summary>The one value of <see cref="State"/> that closes.</summary>
    public const string Draining = "draining";

    /// <summary>The slots that the destination named when it registered: they hold where slots are reported, until it reports.</summary>
    public const string RegisteredSlots = "Slots.Registered";

    private const string Open = "open";

    /// <summary>Whether the destination takes no new request.</summary>
    public static bool IsDraining(DestinationConfig destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return string.Equals(Of(destination, State), Draining, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What of it cannot be read: what it is, and what it must be.</summary>
    public static IEnumerable<string> Faults(ClusterConfig cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        foreach (var (id, destination) in cluster.Destinations ?? new Dictionary<string, DestinationConfig>())
        {
            if (Of(destination, State) is { } state && !IsDraining(destination) && !string.Equals(state, Open, StringComparison.OrdinalIgnoreCase))
            {
                yield return $"Metadata '{State}' of destination '{id}' is '{state}'; it must be {Open} or {Draining}.";
            }
        }
    }

    internal static int? SlotsOf(DestinationConfig destination)
        => int.TryParse(Of(destination, RegisteredSlots), NumberStyles.None, CultureInfo.InvariantCulture, out var slots) && slots > 0 ? slots : null;

    // A key without a value comes as null, whatever the type says.
    private static string? Of(DestinationConfig destination, string key)
        => destination.Metadata is { } metadata && metadata.TryGetValue(key, out var value) ? value?.Trim() : null;
}
