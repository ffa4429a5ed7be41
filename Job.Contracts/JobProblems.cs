using System.Text.Encodings.Web;
using System.Text.Json;

namespace Job.Contracts;

/// <summary>Writes and reads problems as <c>application/problem+json</c>.</summary>
public static class JobProblems
{
    // Quotes and umlauts stay readable in a terminal: the bytes are served as JSON with nosniff, never inside a page.
    private static readonly JobProblemJson Json = new(new JsonSerializerOptions(JobProblemJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The problem as UTF-8 JSON; members that are null are left out.</summary>
    /// <param name="problem">What to write.</param>
    /// <returns>The bytes of one JSON object.</returns>
    public static byte[] ToJson(JobProblem problem) => JsonSerializer.SerializeToUtf8Bytes(problem, Json.JobProblem);

    /// <summary>Reads a problem, also one that another server or proxy wrote.</summary>
    /// <param name="utf8">The body of an answer.</param>
    /// <returns>The problem, or null when the body is no JSON object with a title or a status.</returns>
    public static JobProblem? ReadJson(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, Json.JobProblem) is { } problem && (problem.Title is not null || problem.Status != 0)
                ? problem with { Type = problem.Type ?? "about:blank", Title = problem.Title ?? "" }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
