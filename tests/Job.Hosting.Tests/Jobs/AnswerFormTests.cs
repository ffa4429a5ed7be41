using Job.Contracts;
using Job.Http.Jobs;
using Microsoft.AspNetCore.Http;

namespace Job.Hosting.Tests.Jobs;

public class AnswerFormTests
{
    [Theory]
    [InlineData("application/json", JobForm.Json)]
    [InlineData("APPLICATION/JSON; charset=utf-8", JobForm.Json)]
    [InlineData("application/*", JobForm.Json)]
    [InlineData("text/plain", JobForm.Text)]
    [InlineData("text/*", JobForm.Text)]
    [InlineData("text/html, text/plain;q=0.2", JobForm.Text)]
    [InlineData("application/json;q=0.5, text/plain", JobForm.Text)]
    [InlineData("application/json;q=0.5, text/plain;q=0.4", JobForm.Json)]
    [InlineData("*/*;q=0.1, text/plain", JobForm.Text)]
    [InlineData("text/plain;q=0.1, */*", JobForm.Json)]
    [InlineData("text/*, text/plain;q=0, application/json;q=0.1", JobForm.Json)]
    [InlineData("application/json;q=0, */*;q=0.01", JobForm.Text)]
    public void Choose_AcceptPrefersOne_GivesItWhateverTheRequestWas(string accept, JobForm expected)
    {
        Assert.Equal(expected, Choose(accept, JobForm.Json));
        Assert.Equal(expected, Choose(accept, JobForm.Text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*/*")]
    [InlineData("application/json, text/plain, */*")]
    [InlineData("text/html, application/xhtml+xml, */*;q=0.8")]
    [InlineData("image/png")]
    [InlineData("application/json;q=0, text/plain;q=0")]
    [InlineData(";;;")]
    [InlineData("q=1")]
    public void Choose_AcceptPrefersNeither_GivesTheFormOfTheRequest(string? accept)
    {
        Assert.Equal(JobForm.Json, Choose(accept, JobForm.Json));
        Assert.Equal(JobForm.Text, Choose(accept, JobForm.Text));
    }

    [Fact]
    public void Choose_SeveralAcceptHeaders_AreReadAsOne()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Accept = new(["application/json;q=0.1", "text/plain"]);
        Assert.Equal(JobForm.Text, AnswerForm.Choose(context.Request, JobForm.Json));
    }

    private static JobForm Choose(string? accept, JobForm requestForm)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Accept = accept;
        return AnswerForm.Choose(context.Request, requestForm);
    }
}
