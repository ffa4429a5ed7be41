using Job.Contracts;
using Job.Hosting.Tests.Hosts;
using Job.Http.Problems;
using Microsoft.AspNetCore.Builder;

namespace Job.Hosting.Tests.Problems;

public sealed class ProblemResponsesTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(1.0, "1")]
    [InlineData(1.1, "2")]
    public async Task WriteAsync_WithRetryAfter_RoundsUpToWholeSeconds(double seconds, string expected)
    {
        var answer = await AnswerAsync(new Refusal(503, "Busy.", RetryAfter: TimeSpan.FromSeconds(seconds)));

        Assert.Equal(expected, answer.Headers.RetryAfter!.ToString());
    }

    [Fact]
    public async Task WriteAsync_WithErrors_CarriesThemAll()
    {
        var answer = await AnswerAsync(new Refusal(400, "Two faults.", new Dictionary<string, string[]>
        {
            ["applicationId"] = ["is missing"],
            ["applicationType"] = ["is 'Medium'", "must be Long or Short"],
        }));

        var problem = JobProblems.ReadJson(await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(["is missing"], problem!.Errors!["applicationId"]);
        Assert.Equal(["is 'Medium'", "must be Long or Short"], problem.Errors["applicationType"]);
    }

    [Fact]
    public async Task WriteAsync_ControlCharactersOfTheClient_AreEscapedInDetailAndErrors()
    {
        var answer = await AnswerAsync(new Refusal(400, "There is no 'x\u001b'.", new Dictionary<string, string[]>
        {
            ["policy"] = ["There is no 'x\u001b'."],
        }));

        var problem = JobProblems.ReadJson(await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(@"There is no 'x\u001b'.", problem!.Detail);
        Assert.Equal([@"There is no 'x\u001b'."], problem.Errors!["policy"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteAsync_Close_DecidesWhetherTheConnectionEnds(bool close)
    {
        var answer = await AnswerAsync(new Refusal(413, "Too large.", Close: close));

        Assert.Equal(close, answer.Headers.ConnectionClose ?? false);
    }

    [Fact]
    public async Task WriteAsync_ConnectionCloseSetBefore_IsKept()
    {
        await using var host = await TestHost.StartAsync(app => app.Run(context =>
        {
            context.Response.Headers.Connection = "close";
            return ProblemResponses.WriteAsync(context, new Refusal(503, "Draining."));
        }));

        var answer = await host.Client.GetAsync("/", Cancel);

        Assert.True(answer.Headers.ConnectionClose);
    }

    private static async Task<HttpResponseMessage> AnswerAsync(Refusal refusal)
    {
        await using var host = await TestHost.StartAsync(app => app.Run(context => ProblemResponses.WriteAsync(context, refusal)));
        return await host.Client.GetAsync("/", Cancel);
    }
}
