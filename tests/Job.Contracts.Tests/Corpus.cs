using System.Text;
using System.Text.Json;

namespace Job.Contracts.Tests;

/// <summary>
/// The bodies of corpus/bodies.jsonl, each with the verdict that the contract gives it: the job it is, or the members at fault.
/// A body that is not printable text stands there as hex.
/// </summary>
internal static class Corpus
{
    public static IReadOnlyList<Case> Cases { get; } = [.. File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "corpus", "bodies.jsonl"))
        .Select((line, index) => Read(line, index + 1))];

    private static Case Read(string line, int number)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var body = root.TryGetProperty("hex", out var hex)
            ? Convert.FromHexString(hex.GetString()!)
            : Encoding.UTF8.GetBytes(root.GetProperty("body").GetString()!);
        var name = $"{number}: {root.GetProperty("why").GetString()}";
        return root.TryGetProperty("faults", out var faults)
            ? new Case(name, body, null, null, [.. faults.EnumerateArray().Select(fault => fault.GetString()!)])
            : new Case(name, body, root.GetProperty("id").GetString(), Enum.Parse<JobType>(root.GetProperty("type").GetString()!), []);
    }

    internal sealed record Case(string Name, byte[] Body, string? Id, JobType? Type, string[] Faults);
}
