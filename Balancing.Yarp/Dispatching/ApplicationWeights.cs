using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;

namespace Balancing.Yarp.Dispatching;

/// <summary>How much more than others applications may have, by their ids; equal to another that says the same.</summary>
/// <remarks>Written <c>App1=2, App2=0.5</c>, or a JSON object, which can name any id: <c>{"a,b":2}</c>.</remarks>
public sealed class ApplicationWeights : ReadOnlyDictionary<string, double>
{
    /// <summary>What the text may be, for messages.</summary>
    public const string Allowed = "applicationIds with weights from 0.001 to 1000, as in App1=2, App2=0.5, or empty for none";

    private const double Least = 0.001;
    private const double Most = 1000;
    private const int LongestId = 128;
    private const int MostBytes = 1 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 2 };

    private ApplicationWeights(Dictionary<string, double> weights)
        : base(weights)
    {
    }

    /// <summary>Reads either form.</summary>
    /// <returns>Null when it says something else, or one id twice.</returns>
    public static ApplicationWeights? Read(string? text)
    {
        text = text?.Trim() ?? "";
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        var isRead = text.Length <= MostBytes && (text.StartsWith('{') ? ReadJson(text, weights) : ReadList(text, weights));
        return isRead && weights.All(one => one.Key.Length is > 0 and <= LongestId && one.Value is >= Least and <= Most) ? new ApplicationWeights(weights) : null;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj)
        => obj is ApplicationWeights other && other.Count == Count && this.All(one => other.TryGetValue(one.Key, out var weight) && weight == one.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => this.Aggregate(Count, (all, one) => all ^ HashCode.Combine(one.Key, one.Value));

    private static bool ReadList(string text, Dictionary<string, double> weights)
    {
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = pair.LastIndexOf('=');
            if (at < 0 || !double.TryParse(pair[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) || !weights.TryAdd(pair[..at].Trim(), weight))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ReadJson(string text, Dictionary<string, double> weights)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetDouble(out var weight))
                {
                    return false;
                }

                weights.Add(member.Name, weight);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
