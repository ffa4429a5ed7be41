namespace Broker.Api.State;

/// <summary>What outlives the broker: all that admin calls have changed, and who was a member.</summary>
internal sealed record SavedState
{
    /// <summary>Of the form; a broker reads its own only.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>By cluster.</summary>
    public IReadOnlyDictionary<string, SavedChoice> Policies { get; init; } = new Dictionary<string, SavedChoice>();

    /// <summary>By cluster.</summary>
    public IReadOnlyDictionary<string, SavedRules> Dispatch { get; init; } = new Dictionary<string, SavedRules>();

    /// <summary>Those closed to new requests.</summary>
    public IReadOnlyList<SavedName> Drained { get; init; } = [];

    /// <summary>Those that came beside the configuration's.</summary>
    public IReadOnlyList<SavedWorker> Workers { get; init; } = [];
}
