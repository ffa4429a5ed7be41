using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Job.Contracts.Tests;

public class JobAnswersTests
{
    [Theory]
    [InlineData("1", "App1", JobType.Long, "Worker 1 processed complex (Long) request for App1.")]
    [InlineData("2", "App2", JobType.Short, "Worker 2 processed simple (Short) request for App2.")]
    public void For_Job_SaysTheContractsSentence(string worker, string id, JobType type, string message)
        => Assert.Equal(message, JobAnswer.For(worker, new JobRequest(id, type), TimeSpan.Zero).Message);

    [Fact]
    public void WriteJson_Answer_IsTheContractsExample()
        => Assert.Equal(
            """{"applicationId":"App1","applicationType":"Long","worker":"1","message":"Worker 1 processed complex (Long) request for App1.","durationMs":200.4}""",
            Json(JobAnswer.For("1", new JobRequest("App1", JobType.Long), TimeSpan.FromMilliseconds(200.41))));

    [Fact]
    public void WriteJson_Result_StandsAtTheEnd()
        => Assert.EndsWith(
            ",\"result\":{\"a\":[1]}}",
            Json(JobAnswer.For("1", new JobRequest("App1", JobType.Long), TimeSpan.Zero, JsonElement.Parse("""{"a":[1]}"""))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("App1")]
    [InlineData("{}")]
    [InlineData("""{"applicationId":"A","applicationType":1,"worker":"1","message":"m","durationMs":1}""")]
    [InlineData("""{"applicationId":"A","applicationType":"Long, Short","worker":"1","message":"m","durationMs":1}""")]
    [InlineData("""{"applicationId":"A","applicationType":"Long","worker":null,"message":"m","durationMs":1}""")]
    [InlineData("""{"applicationId":"A","applicationType":"Long","worker":"1","message":"\ud800","durationMs":1}""")]
    [InlineData("""{"applicationId":"A","applicationType":"\ud800","worker":"1","message":"m","durationMs":1}""")]
    [InlineData("""{"applicationId":"A","applicationType":"Long","worker":"1","message":"m"}""")]
    public void ReadJson_NoAnswer_IsNull(string body) => Assert.Null(JobAnswers.ReadJson(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void ReadJson_InvalidUtf8_IsNull() => Assert.Null(JobAnswers.ReadJson([0xFF, 0xFE]));

    [Fact]
    public void ReadJson_UnknownMembers_AreIgnored()
        => Assert.Equal("m", JobAnswers.ReadJson("""{"applicationId":"A","applicationType":"long","worker":"1","message":"m","durationMs":1,"more":{}}"""u8)!.Message);

    private static string Json(JobAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        JobAnswers.WriteJson(buffer, answer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
