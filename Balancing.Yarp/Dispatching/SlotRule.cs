using System.Globalization;

namespace Balancing.Yarp.Dispatching;

/// <summary>How many requests a destination may hold at once: any number, a fixed one, or as many as it reports itself.</summary>
public readonly record struct SlotRule
{
    private const string UnlimitedText = "unlimited";
    private const string ReportedText = "reported";
    private const int Most = 100_000;

    private SlotRule(int count) => Count = count;

    /// <summary>Any number: nothing ever waits here.</summary>
    public static SlotRule Unlimited => default;

    /// <summary>As many as the destination reports; any number as long as it reports none.</summary>
    public static SlotRule Reported { get; } = new(-1);

    /// <summary>What can be given, for messages.</summary>
    public static string Allowed { get; } = $"{UnlimitedText}, {ReportedText}, or a number from 1 to {Most}";

    /// <summary>Whether destinations are asked.</summary>
    public bool IsReported => Count < 0;

    /// <summary>The fixed number; null for the other two.</summary>
    public int? Fixed => Count > 0 ? Count : null;

    private int Count { get; }

    /// <summary>A fixed number.</summary>
    /// <param name="slots">From 1 to 100,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static SlotRule Of(int slots)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, Most);
        return new SlotRule(slots);
    }

    /// <summary>Reads what <see cref="ToString"/> writes, in any letter case.</summary>
    public static bool TryParse(string? text, out SlotRule rule)
    {
        rule = text?.Trim() switch
        {
            { } given when given.Equals(ReportedText, StringComparison.OrdinalIgnoreCase) => Reported,
            { } given when int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var slots) && slots is >= 1 and <= Most => new SlotRule(slots),
            _ => Unlimited,
        };
        return rule != Unlimited || string.Equals(text?.Trim(), UnlimitedText, StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public override string ToString() => Count switch
    {
        0 => UnlimitedText,
        < 0 => ReportedText,
        _ => Count.ToString(CultureInfo.InvariantCulture),
    };
}
