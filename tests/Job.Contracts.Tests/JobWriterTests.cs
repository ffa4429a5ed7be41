using System.Text;
using System.Text.Json;

namespace Job.Contracts.Tests;

public class JobWriterTests
{
    [Fact]
    public void ToJson_PlainJob_IsTheContractsExample()
        => Assert.Equal("""{"applicationId":"App1","applicationType":"Long"}""", Json(new JobRequest("App1", JobType.Long)));

    [Fact]
    public void ToJson_Payload_GoesOutByteForByte()
        => Assert.Equal(
            """{"applicationId":"Ä'<","applicationType":"Short","payload":{"n": 1.50,"s":"\ud800"}}""",
            Json(new JobRequest("Ä'<", JobType.Short, JsonElement.Parse("""{"n": 1.50,"s":"\ud800"}"""))));

    [Fact]
    public void ToText_Job_IsIdColonType() => Assert.Equal("App2:Short", JobWriter.ToText(new JobRequest("App2", JobType.Short)));

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("a\nb")]
    public void Write_IdOutsideTheRules_Throws(string id)
    {
        Assert.Throws<ArgumentException>(() => JobWriter.ToText(new JobRequest(id, JobType.Long)));
        Assert.Throws<ArgumentException>(() => JobWriter.ToJson(new JobRequest(id, JobType.Long)));
    }

    private static string Json(JobRequest job) => Encoding.UTF8.GetString(JobWriter.ToJson(job));
}
