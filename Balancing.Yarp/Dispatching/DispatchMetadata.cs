using System.Globalization;
using Balancing.Core.Queueing;
using Yarp.ReverseProxy.Configuration;

namespace Balancing.Yarp.Dispatching;

/// <summary>The dispatch settings of one cluster, out of its metadata: <c>Dispatch.Slots</c>, <c>Dispatch.Order</c> and so on.</summary>
public static class DispatchMetadata
{
    private const string Prefix = "Dispatch.";

    /// <summary>The number of slots of one destination, in its own metadata; goes before the cluster's.</summary>
    public const string DestinationSlots = "Slots";

    /// <summary>Reads the metadata over what holds without them.</summary>
    /// <param name="cluster">Whose metadata.</param>
    /// <param name="rules">What holds where the metadata say nothing, or nothing that can be read.</param>
    /// <param name="faults">What cannot be read: what it is, and what it must be.</param>
    public static DispatchRules Read(ClusterConfig cluster, DispatchRules rules, ICollection<string>? faults = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(rules);
        foreach (var (key, value) in cluster.Metadata ?? new Dictionary<string, string>())
        {
            if (key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                var name = key[Prefix.Length..];
                if (DispatchMembers.Find(name) is not { } member)
                {
                    faults?.Add($"Metadata '{key}' is none that is known; those are {string.Join(", ", DispatchMembers.Names.Select(one => Prefix + one))}.");
                }
                else if (member.Read(rules, value) is { } changed)
                {
                    rules = changed;
                }
                else
                {
                    faults?.Add($"Metadata '{key}' is '{value}'; it must be {member.Allowed}.");
                }
            }
        }

        foreach (var (id, destination) in cluster.Destinations ?? new Dictionary<string, DestinationConfig>())
        {
            if (SlotsText(destination) is { } text && !SlotRule.TryParse(text, out _))
            {
                faults?.Add($"Metadata '{DestinationSlots}' of destination '{id}' is '{text}'; it must be {SlotRule.Allowed}.");
            }
        }

        return rules;
    }

    /// <summary>The slots that a destination's own metadata give it; null when they say nothing.</summary>
    public static SlotRule? SlotsOf(DestinationConfig destination)
        => SlotsText(destination) is { } text && SlotRule.TryParse(text, out var rule) ? rule : null;

    private static string? SlotsText(DestinationConfig destination)
        => destination?.Metadata is { } metadata && metadata.TryGetValue(DestinationSlots, out var text) ? text : null;
}
