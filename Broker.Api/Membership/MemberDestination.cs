using System.Globalization;
using Balancing.Core.Membership;
using Balancing.Yarp.Membership;
using Balancing.Yarp.Policies;
using Yarp.ReverseProxy.Configuration;

namespace Broker.Api.Membership;

/// <summary>Members as YARP's configuration says them.</summary>
internal static class MemberDestination
{
    private const string Label = "Label.";

    /// <summary>The destination that a member is.</summary>
    /// <param name="claim">What is said of the member.</param>
    /// <param name="configured">The configuration's destination in whose place it stands; null for none.</param>
    public static DestinationConfig Of(MemberClaim claim, DestinationConfig? configured)
    {
        // The same address: whatever else the configuration says of it holds on, and so do its counts. Another: nothing of that fits.
        var stands = configured is not null && IsSame(configured.Address, claim.Address);
        var metadata = Copy(configured?.Metadata);
        foreach (var (name, value) in claim.Labels)
        {
            metadata[Label + name] = value;
        }

        if (claim.Slots is { } slots)
        {
            metadata[MemberMetadata.RegisteredSlots] = slots.ToString(CultureInfo.InvariantCulture);
        }

        if (claim.Weight is { } weight)
        {
            metadata[PickMetadata.Weight] = weight.ToString(CultureInfo.InvariantCulture);
        }

        return stands
            ? configured! with { Metadata = metadata }
            : new DestinationConfig { Address = claim.Address, Metadata = metadata };
    }

    /// <summary>The same destination, closed to new requests.</summary>
    public static DestinationConfig Closed(DestinationConfig destination)
    {
        var metadata = Copy(destination.Metadata);
        metadata[MemberMetadata.State] = MemberMetadata.Draining;
        return destination with { Metadata = metadata };
    }

    private static Dictionary<string, string> Copy(IReadOnlyDictionary<string, string>? metadata)
        => new(metadata ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);

    private static bool IsSame(string one, string other)
        => Uri.TryCreate(one, UriKind.Absolute, out var first) && Uri.TryCreate(other, UriKind.Absolute, out var second) && first == second;
}
