using System.Text;

namespace Job.Contracts.Tests;

public class JobProblemsTests
{
    [Fact]
    public void ToJson_Problem_LeavesOutWhatItDoesNotHave()
        => Assert.Equal(
            """{"type":"https://www.rfc-editor.org/rfc/rfc9110#section-15.5.1","title":"Bad Request","status":400,"detail":"It's 'x'."}""",
            Encoding.UTF8.GetString(JobProblems.ToJson(new JobProblem("https://www.rfc-editor.org/rfc/rfc9110#section-15.5.1", "Bad Request", 400, "It's 'x'."))));

    [Fact]
    public void ReadJson_WrittenProblem_IsTheSame()
    {
        var problem = new JobProblem("about:blank", "Bad Request", 400, "No.", "0af7651916cd43dd8448eb211c80319c", new Dictionary<string, string[]> { ["applicationId"] = ["a", "b"] });
        var read = JobProblems.ReadJson(JobProblems.ToJson(problem))!;
        Assert.Equal(problem with { Errors = null }, read with { Errors = null });
        Assert.Equal(problem.Errors, read.Errors);
    }

    [Fact]
    public void ReadJson_StrangersProblem_KeepsWhatItSays()
    {
        var read = JobProblems.ReadJson("""{"title":"Not Found","extra":[1],"errors":{"a":null,"b":["x",null]}}"""u8)!;
        Assert.Equal(("about:blank", "Not Found", 0), (read.Type, read.Title, read.Status));
        Assert.Equal(["x"], Assert.Single(read.Errors!).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"type":"about:blank"}""")]
    [InlineData("""{"title":"x","status":"400"}""")]
    [InlineData("""{"title":"\ud800"}""")]
    public void ReadJson_NoProblem_IsNull(string body) => Assert.Null(JobProblems.ReadJson(Encoding.UTF8.GetBytes(body)));
}
