using Balancing.Core.Membership;

namespace Broker.Api.Membership;

/// <summary>What a member may be: for the admin calls, and for the state file.</summary>
internal static class MemberRules
{
    public const int MostLabels = 16;
    public const int LongestLabel = 128;

    private const int LongestAddress = 2048;

    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromHours(1);

    /// <summary>Whether it is a name that a worker may have.</summary>
    public static bool IsId(string? id) => id is { Length: >= 1 and <= 64 } && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');

    public static bool IsAddress(string text)
        => text.Length <= LongestAddress && Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri is { Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" };

    public static bool IsSlots(double slots) => slots is >= 1 and <= 100_000 && slots == Math.Floor(slots);

    public static bool IsWeight(double weight) => weight is >= 0.001 and <= 1000;

    public static bool IsEpoch(double epoch) => epoch is >= 0 and < 1L << 53 && epoch == Math.Floor(epoch);

    public static bool IsLease(TimeSpan lease) => lease >= ShortestLease && lease <= LongestLease;

    public static bool IsLabel(string name, string? value) => IsId(name) && value is { Length: <= LongestLabel } && !value.Any(char.IsControl);

    /// <summary>The first thing that is wrong with a claim; null for none.</summary>
    public static string? FaultOf(MemberClaim claim)
        => !IsId(claim.Key.Id) ? "that is no id"
            : !IsAddress(claim.Address) ? $"'{claim.Address}' is no address"
            : claim.Slots is { } slots && !IsSlots(slots) ? $"{slots} slots"
            : claim.Weight is { } weight && !IsWeight(weight) ? $"weight {weight}"
            : !IsEpoch(claim.Epoch) ? $"epoch {claim.Epoch}"
            : claim.Lease is { } lease && !IsLease(lease) ? $"lease {lease}"
            : claim.Labels.Count > MostLabels || !claim.Labels.All(label => IsLabel(label.Key, label.Value)) ? "its labels"
            : null;
}
