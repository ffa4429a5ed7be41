using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace Job.Hosting.Settings;

/// <summary>One setting: its key, its flag, what it may be and what it means.</summary>
public sealed class Setting
{
    /// <summary>The key in .NET's configuration, such as <c>Worker:Slots</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What the setting does.</summary>
    public required string Meaning { get; init; }

    /// <summary>The type of its value; texts are converted to it.</summary>
    public Type Type { get; init; } = typeof(string);

    /// <summary>The flag of the command line: the short one where there is one, else <c>--Section:Key</c>.</summary>
    [AllowNull]
    public string Flag
    {
        get => field ?? "--" + Key;
        init;
    }

    /// <summary>The default as a user would write it; "none" when there is none.</summary>
    public string Default { get; init; } = "none";

    /// <summary>True when a fault must not repeat the value.</summary>
    public bool Secret { get; init; }

    /// <summary>The limits of the value, as data annotations.</summary>
    public IReadOnlyList<ValidationAttribute> Rules { get; init; } = [];

    /// <summary>What the value may be, in words: "a whole number from 1 to 10000".</summary>
    public string Allowed => SettingText.Describe(Type, Rules);

    /// <summary>The environment variable that sets it, in .NET's own form: <c>Worker__Slots</c>.</summary>
    public string EnvironmentVariable => Key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>Reads a text as this setting's value and checks it against the rules.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="value">The value; null when the text is empty and the setting may be unset.</param>
    /// <returns>Whether the text is allowed.</returns>
    internal bool TryRead(string text, out object? value)
        => SettingText.TryConvert(Type, text, Rules, out value) && Satisfies(value);

    private bool Satisfies(object? value)
    {
        var context = new ValidationContext(this) { MemberName = Key };
        return Rules.All(rule => rule is AllowedValuesAttribute || rule.GetValidationResult(value, context) == ValidationResult.Success);
    }
}
