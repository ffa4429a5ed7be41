using System.Text;

namespace Job.Contracts.Tests;

public class JobReaderTextTests
{
    [Theory]
    [InlineData("App1:Long", "App1", JobType.Long)]
    [InlineData("App2:short", "App2", JobType.Short)]
    [InlineData("  App1:LONG \r\n", "App1", JobType.Long)]
    [InlineData("\u00a0App1:Long\u2028", "App1", JobType.Long)]
    [InlineData("my app:Long", "my app", JobType.Long)]
    [InlineData("{1}:Short", "{1}", JobType.Short)]
    public void ReadText_Job_IsRead(string text, string id, JobType type)
        => Assert.Equal(new JobRequest(id, type), JobReader.ReadText(text).Job);

    [Theory]
    [InlineData("", "body", "is empty")]
    [InlineData(" \r\n ", "body", "is empty")]
    [InlineData("App1", "body", "'App1' has no colon")]
    [InlineData("App1:Long:x", "body", "has more than one colon")]
    [InlineData("App1:Long:", "body", "has more than one colon")]
    [InlineData("::", "body", "has more than one colon")]
    [InlineData("App1:Long\nApp2:Short", "body", "has more than one line")]
    [InlineData("App1:Long\rApp2:Short", "body", "has more than one line")]
    [InlineData("App1\u2028:Long", "body", "has more than one line")]
    [InlineData("App1\u0085:Long", "body", "has more than one line")]
    [InlineData("""{"applicationId":"App1","applicationType":"Long"}""", "body", "send that with Content-Type: application/json")]
    [InlineData(":Long", "applicationId", "is empty")]
    [InlineData("App1:", "applicationType", "is empty")]
    [InlineData("App1:Medium", "applicationType", "is 'Medium'; it must be Long or Short")]
    [InlineData("App1: Long", "applicationType", "nothing around it")]
    [InlineData("App1:1", "applicationType", "it must be Long or Short")]
    [InlineData("App\01:Long", "applicationId", "holds U+0000, its character 4")]
    [InlineData("App1:Long\0", "applicationType", @"'Long\u0000'")]
    [InlineData("\u202eApp1:Long", "applicationId", "holds U+202E, its character 1")]
    public void ReadText_Fault_NamesItsMember(string text, string member, string fault)
    {
        var reading = JobReader.ReadText(text);
        Assert.Null(reading.Job);
        var (key, texts) = Assert.Single(reading.Errors!);
        Assert.Equal(member, key);
        Assert.Contains(fault, Assert.Single(texts), StringComparison.Ordinal);
    }

    [Fact] // not a row above: an attribute's text is kept as UTF-8, which has no halves
    public void ReadText_HalfASurrogatePair_IsAFaultOfItsMember()
    {
        Assert.Contains("holds U+D800, its character 4", JobReader.ReadText("App\ud8001:Long").Errors!["applicationId"][0], StringComparison.Ordinal);
        Assert.Contains(@"'\uDC00'", JobReader.ReadText("App1:\udc00").Errors!["applicationType"][0], StringComparison.Ordinal);
    }

    [Fact]
    public void ReadText_BothPartsAtFault_TellsBoth()
        => Assert.Equal(["applicationId", "applicationType"], JobReader.ReadText(new string('A', 129) + ":Medium").Errors!.Keys);

    [Fact]
    public void ReadText_LongestId_IsReadAndOneMoreRefused()
    {
        Assert.NotNull(JobReader.ReadText(new string('A', 128) + ":Long").Job);
        Assert.Contains("has 129 characters", JobReader.ReadText(new string('A', 129) + ":Long").Errors!["applicationId"][0], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_InvalidUtf8OrByteOrderMark_IsRefused()
    {
        Assert.Contains("UTF-8", JobReader.Read(JobForm.Text, [(byte)'A', 0xFF, (byte)':']).Errors!["body"][0], StringComparison.Ordinal);
        Assert.Contains("byte order mark", JobReader.Read(JobForm.Text, Encoding.UTF8.GetBytes("\ufeffApp1:Long")).Errors!["body"][0], StringComparison.Ordinal);
    }
}
