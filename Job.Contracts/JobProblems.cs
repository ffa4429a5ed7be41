using System.Buffers;
using System.Text.Json;

namespace Job.Contracts;

/// <summary>Writes and reads <c>application/problem+json</c>.</summary>
public static class JobProblems
{
    /// <summary>A problem as UTF-8, without the members it does not have.</summary>
    /// <param name="problem">The problem; its texts are escaped as JSON, and otherwise shown as they are.</param>
    public static byte[] ToJson(JobProblem problem)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, JobJson.Readable);
        JsonSerializer.Serialize(json, problem, JobJson.Default.JobProblem);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a problem of anyone's making; unknown members are ignored. Never throws.</summary>
    /// <param name="utf8">A body, from whoever sent it.</param>
    /// <returns>Null when it is none: not JSON, a member of another kind, or neither status, title nor detail.</returns>
    public static JobProblem? ReadJson(ReadOnlySpan<byte> utf8)
    {
        JobProblem? problem;
        try
        {
            problem = JsonSerializer.Deserialize(utf8, JobJson.Default.JobProblem);
        }
        catch (JsonException)
        {
            return null;
        }

        if (problem is null or { Status: 0, Title: "", Detail: "" })
        {
            return null;
        }

        return problem.Errors is null ? problem : problem with { Errors = WithoutNulls(problem.Errors) };
    }

    // The annotations of a dictionary's values are not enforced by the serialiser; a stranger's null would surface at our callers.
    private static Dictionary<string, string[]> WithoutNulls(IReadOnlyDictionary<string, string[]> errors)
        => errors.Where(error => error.Value is not null)
            .ToDictionary(error => error.Key, error => error.Value.Where(text => text is not null).ToArray());
}
