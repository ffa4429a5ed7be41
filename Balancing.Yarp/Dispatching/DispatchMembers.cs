using System.Globalization;
using Balancing.Core.Queueing;

namespace Balancing.Yarp.Dispatching;

/// <summary>All settings of <see cref="DispatchRules"/>, for those who read them from text: configuration, metadata, admin calls.</summary>
public static class DispatchMembers
{
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(1);

    /// <summary>One for each setting.</summary>
    public static IReadOnlyList<DispatchMember> All { get; } =
    [
        new("Slots", SlotRule.Allowed, (rules, text) => SlotRule.TryParse(text, out var slots) ? rules with { Slots = slots } : null),
        Choice<QueueOrder>("Order", (queue, order) => queue with { Order = order }),
        Choice<ReservationRule>("Reservation", (queue, rule) => queue with { Reservation = rule }),
        Choice<Fairness>("Fairness", (queue, fairness) => queue with { Fairness = fairness }),
        new(
            "Weights",
            ApplicationWeights.Allowed,
            (rules, text) => ApplicationWeights.Read(text) is { } weights ? rules with { Queue = rules.Queue with { Weights = weights } } : null),
        Number("Prefetch", 0, 16, (queue, prefetch) => queue with { Prefetch = (int)prefetch }),
        new(
            "LongShare",
            "a number from 0.01 to 0.9",
            (rules, text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0.01 and <= 0.9
                ? rules with { Queue = rules.Queue with { LongShare = share } }
                : null),
        Choice<OverloadRule>("Overload", (queue, rule) => queue with { Overload = rule }),
        Number("MaxQueue", 0, 10_000_000, (queue, jobs) => queue with { MaxQueue = (int)jobs }),
        Number("MaxQueueBytes", 0, 1L << 40, (queue, bytes) => queue with { MaxQueueBytes = bytes }),
        Deadline("DeadlineShort", (rules, deadline) => rules with { ShortDeadline = deadline }),
        Deadline("DeadlineLong", (rules, deadline) => rules with { LongDeadline = deadline }),
    ];

    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Names => All.Select(member => member.Name);

    /// <summary>The setting of that name, in any letter case; null for none.</summary>
    public static DispatchMember? Find(string name) => All.FirstOrDefault(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A value of an enumeration as it is written in configuration: <c>short-first</c> for ShortFirst.</summary>
    public static string Text<T>(T value)
        where T : struct, Enum
        => string.Concat(value.ToString().Select((letter, index) => char.IsUpper(letter)
            ? (index > 0 ? "-" : "") + char.ToLowerInvariant(letter)
            : letter.ToString()));

    private static DispatchMember Choice<T>(string name, Func<DispatchSettings, T, DispatchSettings> with)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>().ToDictionary(Text, StringComparer.OrdinalIgnoreCase);
        return new(
            name,
            $"one of {string.Join(", ", values.Keys)}",
            (rules, text) => values.TryGetValue(text.Trim(), out var value) ? rules with { Queue = with(rules.Queue, value) } : null);
    }

    private static DispatchMember Number(string name, long least, long most, Func<DispatchSettings, long, DispatchSettings> with) => new(
            name,
            $"a whole number from {least} to {most}",
            (rules, text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? rules with { Queue = with(rules.Queue, number) }
                : null);

    private static DispatchMember Deadline(string name, Func<DispatchRules, TimeSpan?, DispatchRules> with) => new(
        name,
        $"a time ({MetadataTime.Forms}) above 0, at most a day, or empty for none",
        (rules, text) => text.Trim().Length == 0 ? with(rules, null)
            : MetadataTime.Read(text) is { } deadline && deadline > TimeSpan.Zero && deadline <= LongestDeadline
                ? with(rules, deadline)
                : null);
}
