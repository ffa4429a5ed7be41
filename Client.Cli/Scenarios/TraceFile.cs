using System.Globalization;
using System.Text.Json;
using Balancing.Core.Queueing;
using Balancing.Simulation;
using Client.Cli.Jobs;

namespace Client.Cli.Scenarios;

/// <summary>Recorded jobs, one JSON object a line: the format of <c>docs/simulate.md</c>.</summary>
internal static class TraceFile
{
    private const int MostJobs = 10_000_000;

    private static readonly TimeSpan MostWork = TimeSpan.FromDays(1);

    /// <exception cref="ScenarioException">A line is no job, or the file cannot be read.</exception>
    public static Workload Read(string file)
    {
        var faults = new ScenarioFaults(file);
        try
        {
            var jobs = Parse(File.ReadLines(file), faults);
            faults.ThrowIfAny();
            return jobs.Count > 0 ? Replay(jobs) : throw new ScenarioException([$"{file} holds no job."]);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException([$"{file} cannot be read: {fault.Message}"]);
        }
    }

    // The clock begins with the first job.
    internal static Workload Replay(List<RecordedJob> jobs)
    {
        var first = jobs.Min(job => job.At);
        return Workload.Replay(jobs.Select(job => job with { At = job.At - first }));
    }

    internal static List<RecordedJob> Parse(IEnumerable<string> lines, ScenarioFaults faults)
    {
        var jobs = new List<RecordedJob>();
        var applications = new Dictionary<string, string>(StringComparer.Ordinal); // a million jobs, and one string for each application
        foreach (var (index, line) in lines.Index())
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (jobs.Count == MostJobs)
            {
                faults.Add(index + 1, string.Create(CultureInfo.InvariantCulture, $"is one job more than {MostJobs}."));
                break;
            }

            try
            {
                using var json = JsonDocument.Parse(line);
                if (ReadJob(json.RootElement, applications, out var job) is { } fault)
                {
                    faults.Add(index + 1, fault);
                }

                jobs.Add(job);
            }
            catch (JsonException)
            {
                faults.Add(index + 1, "is no JSON object; a line is such as {\"at\":0.25,\"applicationId\":\"App1\",\"type\":\"Short\",\"durationMs\":4.8}.");
            }
        }

        return jobs;
    }

    // What is wrong, or null. Members that are not asked for are passed over: a log says more than is needed here.
    private static string? ReadJob(JsonElement line, Dictionary<string, string> applications, out RecordedJob job)
    {
        job = default;
        if (line.ValueKind != JsonValueKind.Object)
        {
            return "must be a JSON object.";
        }

        if (!TryReadTime(Member(line, "at"), out var at))
        {
            return "at must be seconds, 0 or more, or a time such as \"2026-01-31T12:00:00.5Z\".";
        }

        if (Member(line, "applicationId") is not { ValueKind: JsonValueKind.String } application || application.GetString() is not { Length: > 0 } name)
        {
            return "applicationId must be a text.";
        }

        if (Member(line, "type") is not { ValueKind: JsonValueKind.String } type || ClassOf(type.GetString()!) is not { } jobClass)
        {
            return "type must be Long or Short.";
        }

        if (Member(line, "durationMs") is not { ValueKind: JsonValueKind.Number } duration
            || !duration.TryGetDouble(out var milliseconds) || !(milliseconds >= 0 && milliseconds <= MostWork.TotalMilliseconds))
        {
            return "durationMs must be milliseconds, 0 to a day.";
        }

        if (!applications.TryGetValue(name, out var known))
        {
            applications[name] = known = name;
        }

        job = new RecordedJob(at, known, jobClass, TimeSpan.FromMilliseconds(milliseconds));
        return null;
    }

    private static JsonElement? Member(JsonElement line, string name) => line.TryGetProperty(name, out var member) ? member : null;

    private static JobClass? ClassOf(string type)
        => type.Equals("Short", StringComparison.OrdinalIgnoreCase) ? JobClass.Short
            : type.Equals("Long", StringComparison.OrdinalIgnoreCase) ? JobClass.Long
            : null;

    private static bool TryReadTime(JsonElement? member, out TimeSpan at)
    {
        at = default;
        if (member is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds) && seconds is >= 0 and <= 1e9)
        {
            at = TimeSpan.FromSeconds(seconds);
            return true;
        }

        if (member is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time))
        {
            at = TimeSpan.FromTicks(time.UtcTicks);
            return true;
        }

        return false;
    }
}
