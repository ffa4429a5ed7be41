using System.Text;

namespace Job.Contracts.Tests;

public class JobReaderJsonTests
{
    [Theory]
    [InlineData("""{"applicationId":"App1"}""", "applicationType", "applicationType is missing; add it, as in \"applicationType\":\"Long\".")]
    [InlineData("""{"ApplicationID":"App1","applicationType":"Long"}""", "applicationId", "'ApplicationID' stands there instead, and member names are case-sensitive.")]
    [InlineData("""{"applicationId":5,"applicationType":"Long"}""", "applicationId", "is the number '5'; it must be text in double quotes")]
    [InlineData("""{"applicationId":["App1"],"applicationType":"Long"}""", "applicationId", "is an array; it must be text")]
    [InlineData("""{"applicationId":null,"applicationType":"Long"}""", "applicationId", "is null; it must be text")]
    [InlineData("""{"applicationId":"App1:x","applicationType":"Long"}""", "applicationId", "'App1:x' holds a colon")]
    [InlineData("""{"applicationId":"App\u0000","applicationType":"Long"}""", "applicationId", @"'App\u0000' holds U+0000, its character 4")]
    [InlineData("""{"applicationId":"App\ud800","applicationType":"Long"}""", "applicationId", "half of a surrogate pair")]
    [InlineData("""{"applicationId":" ","applicationType":"Long"}""", "applicationId", "is blank; it must have 1 to 128")]
    [InlineData("""{"applicationId":"App1","applicationType":"Medium"}""", "applicationType", "is 'Medium'; it must be Long or Short")]
    [InlineData("""{"applicationId":"App1","applicationId":"App2","applicationType":"Long"}""", "applicationId", "more than once")]
    [InlineData("""{"applicationId":"App1","applicationType":"Long","payload":{"a":1,"a":2}}""", "payload", "'a' stands more than once in one object of payload")]
    [InlineData("""{"applicationId":"App1","applicationType":"Long","payload":[[[[[[[[]]]]]]]]}""", "payload", "nests deeper than level 8")]
    [InlineData("""{"applicationId":"App1","applicationType":"Long",}""", "body", "byte 50: a comma stands before the closing bracket. Remove it.")]
    [InlineData("""{"applicationId":"App1"/*x*/,"applicationType":"Long"}""", "body", "comments are not allowed")]
    [InlineData("""{'applicationId':'App1'}""", "body", "single quotes")]
    [InlineData("""{applicationId:App1}""", "body", "Windows PowerShell wants \\\" for each")]
    [InlineData("""{"applicationId":"App1","applicationType":"Lo""", "body", "it ends before it is complete")]
    [InlineData("App1:Long", "body", "send it with Content-Type: text/plain")]
    [InlineData("", "body", "The body is empty; send a JSON object")]
    [InlineData("[]", "body", "The body is an array; it must be a JSON object")]
    [InlineData("\ufeff{}", "body", "begins with a byte order mark")]
    public void Read_OneFault_SaysWhatWasGivenAndHowToMendIt(string body, string member, string text)
    {
        var errors = JobReader.Read(JobForm.Json, Encoding.UTF8.GetBytes(body)).Errors;
        Assert.NotNull(errors);
        Assert.Contains(text, Assert.Single(errors[member]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FaultsInEveryMember_TellsAllAtOnce()
    {
        var body = """{"applicationId":"a:b\u0007","applicationType":3,"payload":{"a":1,"a":2},"x":1,"x":2}"""u8;
        var errors = JobReader.Read(JobForm.Json, body).Errors!;
        Assert.Equal(["applicationId", "applicationType", "body", "payload"], errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, errors["applicationId"].Length);
    }

    [Fact]
    public void Read_Payload_IsKeptAsItCame()
    {
        var job = JobReader.Read(JobForm.Json, """{"payload": {"n": 1.50, "s":"\ud800"} ,"applicationId":"App1","applicationType":"Long"}"""u8).Job!;
        Assert.Equal("""{"n": 1.50, "s":"\ud800"}""", job.Payload!.Value.GetRawText());
    }

    [Fact]
    public void Read_BodyReusedAfterwards_LeavesTheJobUnchanged()
    {
        var body = """{"applicationId":"App1","applicationType":"Long","payload":[7]}"""u8.ToArray();
        var job = JobReader.Read(JobForm.Json, body).Job!;
        body.AsSpan().Fill((byte)'x');
        Assert.Equal("[7]", job.Payload!.Value.GetRawText());
        Assert.Equal("App1", job.ApplicationId);
    }

    [Fact]
    public void Read_HundredThousandFaults_TellsAFew()
    {
        var body = "{" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i / 2}\":0")) + "}";
        var errors = JobReader.Read(JobForm.Json, Encoding.UTF8.GetBytes(body)).Errors!;
        Assert.InRange(errors["body"].Length, 1, 10);
    }

    [Fact]
    public void Read_PlainJob_AllocatesTheJobAndItsIdOnly()
    {
        var body = """{"applicationId":"App1","applicationType":"Long"}"""u8.ToArray();
        JobReader.Read(JobForm.Json, body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            JobReader.Read(JobForm.Json, body);
        }

        // An object of three fields and a string of four letters are 80 bytes; a third object would not fit.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1_000, 1, 100);
    }
}
