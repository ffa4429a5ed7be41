using System.Globalization;
using System.Text.Json;
using Balancing.Core.Membership;
using Job.Http.Problems;

namespace Broker.Api.Membership;

/// <summary>Reads the bodies of the members' admin calls, and finds all that is wrong with one at once.</summary>
internal sealed class MemberReader(JsonElement body)
{
    private static readonly string[] ClaimMembers = ["id", "address", "cluster", "slots", "weight", "labels", "lease", "epoch", "state"];
    private static readonly string[] StateMembers = ["state", "cluster"];

    /// <summary>What is wrong, by member.</summary>
    public Dictionary<string, string[]> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>A worker that joins; right only when there are no <see cref="Faults"/>.</summary>
    /// <param name="clusters">The clusters there are.</param>
    public MemberClaim ReadClaim(IReadOnlyList<string> clusters)
    {
        FindUnknown(ClaimMembers);
        var state = ReadState(isNeeded: false);
        return new MemberClaim
        {
            Key = new MemberKey(ReadCluster(clusters) ?? "", Text("id", MemberRules.IsId, "it must be 1 to 64 letters, digits, '.', '_' or '-'", isNeeded: true) ?? ""),
            Address = ReadAddress(),
            Slots = (int?)Number("slots", MemberRules.IsSlots, "it must be a whole number from 1 to 100000"),
            Weight = Number("weight", MemberRules.IsWeight, "it must be a number from 0.001 to 1000"),
            Labels = ReadLabels(),
            Lease = ReadLease(),
            Epoch = (long?)Number("epoch", MemberRules.IsEpoch, "it must be a whole number from 0 to 9007199254740991") ?? 0,
            IsLeaving = state == "draining",
        };
    }

    /// <summary><c>draining</c> or <c>open</c>; null when it is not said, or wrong.</summary>
    public string? ReadState(bool isNeeded)
        => Text("state", state => state is "draining" or "open", "it must be draining or open", isNeeded);

    /// <summary>The state to set and, when it is said, the cluster.</summary>
    public (string? State, string? Cluster) ReadStateChange(IReadOnlyList<string> clusters)
    {
        FindUnknown(StateMembers);
        return (ReadState(isNeeded: true), Has("cluster", out _) ? ReadCluster(clusters) : null);
    }

    private void FindUnknown(string[] known)
    {
        foreach (var member in body.EnumerateObject().Where(member => !known.Contains(member.Name)))
        {
            var name = GivenText.Shorten(member.Name);
            Faults[name] = [$"There is no member '{name}'; the members are {string.Join(", ", known)}."];
        }
    }

    private string? ReadCluster(IReadOnlyList<string> clusters)
    {
        var allowed = $"it must be one of {string.Join(", ", clusters)}";
        if (Has("cluster", out _))
        {
            return Text("cluster", name => clusters.Contains(name, StringComparer.OrdinalIgnoreCase), allowed, isNeeded: false);
        }

        var usual = clusters.Count == 1 ? clusters[0] : clusters.FirstOrDefault(name => name.Equals("workers", StringComparison.OrdinalIgnoreCase));
        if (usual is null)
        {
            Faults["cluster"] = [$"The member 'cluster' is missing, and there is more than one; {allowed}."];
        }

        return usual;
    }

    private string ReadAddress()
    {
        var given = Text("address", MemberRules.IsAddress, "it must be an http or https address without user, query and fragment, such as http://10.0.0.4:8084/", isNeeded: true);
        return given is null ? "" : new Uri(given).AbsoluteUri;
    }

    private TimeSpan? ReadLease()
    {
        var text = Text("lease", IsLease, "it must be a time from 00:00:01 to 01:00:00; without it the worker stays until it is deleted", isNeeded: false);
        return text is null ? null : TimeSpan.Parse(text, CultureInfo.InvariantCulture);
    }

    // A bare 10 would be ten days.
    private static bool IsLease(string text)
        => text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var lease) && MemberRules.IsLease(lease);

    private Dictionary<string, string> ReadLabels()
    {
        var labels = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!Has("labels", out var given))
        {
            return labels;
        }

        if (given.ValueKind != JsonValueKind.Object || given.EnumerateObject().Count() > MemberRules.MostLabels
            || !given.EnumerateObject().All(label => IsLabel(label) && labels.TryAdd(label.Name, label.Value.GetString()!)))
        {
            Faults["labels"] = [$"labels is {Shown(given)}; it must be an object of up to {MemberRules.MostLabels} texts of up to {MemberRules.LongestLabel} printable characters, under names of letters, digits, '.', '_' or '-'."];
        }

        return labels;
    }

    private static bool IsLabel(JsonProperty label)
        => label.Value.ValueKind == JsonValueKind.String && MemberRules.IsLabel(label.Name, label.Value.GetString());

    private string? Text(string name, Predicate<string> isAllowed, string allowed, bool isNeeded)
    {
        if (!Has(name, out var given))
        {
            if (isNeeded)
            {
                Faults[name] = [$"The member '{name}' is missing; {allowed}."];
            }

            return null;
        }

        if (given.ValueKind == JsonValueKind.String && given.GetString() is { } text && isAllowed(text))
        {
            return text;
        }

        Faults[name] = [$"{name} is {Shown(given)}; {allowed}."];
        return null;
    }

    private double? Number(string name, Predicate<double> isAllowed, string allowed)
    {
        if (!Has(name, out var given))
        {
            return null;
        }

        if (given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out var number) && isAllowed(number))
        {
            return number;
        }

        Faults[name] = [$"{name} is {Shown(given)}; {allowed}."];
        return null;
    }

    private bool Has(string name, out JsonElement value) => body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static string Shown(JsonElement given)
        => given.ValueKind == JsonValueKind.String ? $"'{GivenText.Shorten(given.GetString()!)}'" : GivenText.Shorten(given.GetRawText());
}
