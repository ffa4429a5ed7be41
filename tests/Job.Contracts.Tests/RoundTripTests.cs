using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Job.Contracts.Tests;

/// <summary>Whatever valid job is written, the reader reads the same one, in both forms.</summary>
[Properties(Arbitrary = [typeof(Jobs)], MaxTest = 500)]
public class RoundTripTests
{
    [Property]
    public bool ToJson_AnyValidJob_IsReadAsTheSameJob(JobRequest job)
    {
        var read = JobReader.Read(JobForm.Json, JobWriter.ToJson(job)).Job;
        return read is not null
            && (read with { Payload = null }) == (job with { Payload = null })
            && read.Payload?.GetRawText() == job.Payload?.GetRawText();
    }

    [Property]
    public bool ToText_AnyValidJobWithoutSpaceBefore_IsReadAsTheSameJob(JobRequest job)
    {
        var bare = job with { Payload = null, ApplicationId = job.ApplicationId.TrimStart() };
        return JobReader.Read(JobForm.Text, Encoding.UTF8.GetBytes(JobWriter.ToText(bare))).Job == bare;
    }

    [Property]
    public bool WriteJson_AnyAnswer_IsReadAsTheSameAnswer(JobRequest job, ushort tenths)
    {
        var answer = JobAnswer.For("7", job with { Payload = null }, TimeSpan.FromMilliseconds(tenths / 10.0));
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        JobAnswers.WriteJson(buffer, answer);
        return JobAnswers.ReadJson(buffer.WrittenSpan) == answer;
    }

    [Property]
    public bool Read_AnyText_NeverThrowsAndSaysJobOrErrors(string? text)
    {
        var reading = JobReader.ReadText(text ?? "");
        return reading.Job is null != reading.Errors is null;
    }

    internal static class Jobs
    {
        private static readonly string[] Payloads = ["null", "1.50", "\"x\\ud800\"", "[1, {\"a\":[]}]", "{ \"a\" : { } }"];

        public static Arbitrary<JobRequest> Requests() => Arb.From(
            from id in Ids
            from type in Gen.Elements(JobType.Short, JobType.Long)
            from payload in Gen.OneOf(Gen.Constant<JsonElement?>(null), Gen.Elements(Payloads).Select(raw => (JsonElement?)JsonElement.Parse(raw)))
            select new JobRequest(id, type, payload));

        private static Gen<string> Ids => Gen.Choose(1, 128)
            .SelectMany(length => Gen.ArrayOf(Characters, length))
            .Select(runes => string.Concat(runes.Select(rune => rune.ToString())))
            .Where(id => id.Trim().Length > 0);

        // Each plane equally often: mostly signs that need escapes or care, then letters of all the world.
        private static Gen<Rune> Characters => Gen.OneOf(
                Gen.Choose(' ', '~'), Gen.Elements<int>('"', '\\', '/', '\'', '<', '&', ' ', '{'),
                Gen.Choose(0xA0, 0xD7FF), Gen.Choose(0xE000, 0xFFFD), Gen.Choose(0x10000, 0x10FFFF))
            .Select(value => new Rune(value))
            .Where(rune => rune.Value != ':' && JobRules.IsPrintable(rune));
    }
}
