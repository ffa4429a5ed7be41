namespace Balancing.Core.Membership;

/// <summary>What a worker says of itself when it registers, or somebody says of it.</summary>
public sealed record MemberClaim
{
    /// <summary>Who it is.</summary>
    public required MemberKey Key { get; init; }

    /// <summary>Where requests for it are sent.</summary>
    public required string Address { get; init; }

    /// <summary>Requests it may hold at once; null when it does not say.</summary>
    public int? Slots { get; init; }

    /// <summary>What it can take compared with others; null when it does not say.</summary>
    public double? Weight { get; init; }

    /// <summary>Whatever else is to be known of it.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Which process of this name it is: a later one has a higher number. 0 for one added by hand.</summary>
    public long Epoch { get; init; }

    /// <summary>For how long the word counts without being given again; null for ever, as of one added by hand.</summary>
    public TimeSpan? Lease { get; init; }

    /// <summary>Whether it takes no new request any more: it is about to end.</summary>
    public bool IsLeaving { get; init; }

    /// <summary>Whether requests are sent alike by both: address, slots, weight and labels.</summary>
    public bool IsLike(MemberClaim other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Address == other.Address && Slots == other.Slots && Weight == other.Weight && Labels.Count == other.Labels.Count
            && Labels.All(label => other.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
    }
}
