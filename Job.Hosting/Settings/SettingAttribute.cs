namespace Job.Hosting.Settings;

/// <summary>Makes a property of an options class a setting that users see in <c>--help</c>, in the docs and in faults.</summary>
/// <param name="meaning">What the setting does, in one sentence without a full stop's worth of history.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string meaning) : Attribute
{
    /// <summary>What the setting does.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>The short flag of the command line, such as <c>--slots</c>; without one it is <c>--Section:Key</c>.</summary>
    public string? Flag { get; init; }

    /// <summary>What to show as the default when the property's own value does not say it, such as "computed".</summary>
    public string? Default { get; init; }

    /// <summary>True for keys and passwords: a fault then does not repeat the value.</summary>
    public bool Secret { get; init; }
}
