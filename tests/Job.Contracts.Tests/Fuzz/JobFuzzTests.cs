using System.Text;
using Fuzzing;

namespace Job.Contracts.Tests.Fuzz;

/// <summary>Whatever the bytes: a job that keeps the rules and can be written and read again, or faults fit to show; never an exception.</summary>
public sealed class JobFuzzTests
{
    private static readonly string[] Texts = ["App1:Long", " App2:short \r\n", "a b:LONG", "\u00e9:Short", "App1:Long\nApp2:Long", ":", "App1:", ":Long"];

    private static readonly string[] MediaTypes =
        ["application/json", "text/plain; charset=utf-8", "application/json; charset=\"utf-8\"; a=b", "text/html", "multipart/form-data; boundary=x"];

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\u003a", "null", "true", "1e999", "-", "0",
            "applicationId", "applicationType", "payload", "\"applicationId\":", "\"applicationType\":", "\"payload\":", "Long", "Short", "App1:Long", "/*", "//",
            " ", "\r\n", "\t", "\u2028", "\u200b", "\u202e", "\u00e9", "\ud83d\ude00", "\ufeff", "[[[[[[[[", "{\"a\":{\"a\":",
        }.Select(Encoding.UTF8.GetBytes),
        [0], [0x1B], [0x7F], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x80],
    ];

    [Fact]
    public void Read_HalfAMillionMutations_GivesAJobThatKeepsTheRulesOrFaults()
    {
        byte[][] known =
        [
            .. Corpus.Cases.Where(each => each.Body.Length < 600).Select(each => each.Body),
            .. Texts.Select(Encoding.UTF8.GetBytes),
        ];
        var jobs = 0;

        FuzzRun.Of(FuzzRun.Iterations(500_000), known, Tokens, bytes =>
        {
            foreach (var form in Enum.GetValues<JobForm>())
            {
                var reading = JobReader.Read(form, bytes);
                Check(form, reading);
                if (reading.Job is not null)
                {
                    Interlocked.Increment(ref jobs);
                }
            }
        });

        Assert.True(jobs > 1000, $"{jobs} jobs: the mutator is no good");
    }

    [Fact]
    public void TryRead_AHundredThousandContentTypes_GivesAFormOrAFault()
    {
        byte[][] known = [.. MediaTypes.Select(Encoding.Latin1.GetBytes)];

        FuzzRun.Of(FuzzRun.Iterations(100_000), known, [.. "charset=|;|=|\"|\\|,|/|utf-8|us-ascii|*|application/json".Split('|').Select(Encoding.Latin1.GetBytes)], bytes =>
        {
            if (JobMediaTypes.TryRead(Encoding.Latin1.GetString(bytes), out _, out var fault) != fault is null || fault is { } said && !IsFitToShow(said))
            {
                throw new InvalidOperationException($"the fault is {fault}");
            }
        });
    }

    private static void Check(JobForm form, JobReading reading)
    {
        if (reading.Job is { } job)
        {
            var written = form == JobForm.Json ? JobWriter.ToJson(job) : Encoding.UTF8.GetBytes($"{job.ApplicationId}:{job.ApplicationType}");
            var again = JobReader.Read(form, written).Job;
            var keepsTheRules = !job.ApplicationId.Contains(':') && job.ApplicationId.EnumerateRunes().Count() <= JobRules.MaxIdCharacters
                && job.ApplicationId.EnumerateRunes().All(JobRules.IsPrintable);
            if (reading.Errors is not null || !keepsTheRules || (again?.ApplicationId, again?.ApplicationType) != (job.ApplicationId, job.ApplicationType))
            {
                throw new InvalidOperationException($"the job is {job.ApplicationId}, again {again?.ApplicationId}");
            }
        }
        else if (reading.Errors is not { Count: > 0 } || !reading.Errors.Values.SelectMany(texts => texts).All(IsFitToShow))
        {
            throw new InvalidOperationException("there is neither a job nor a fault fit to show");
        }
    }

    private static bool IsFitToShow(string text) => text.Length is >= 10 and <= 1000 && text.EnumerateRunes().All(JobRules.IsPrintable);
}
