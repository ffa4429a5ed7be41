using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Job.Contracts;
using Job.Hosting.Tests.Hosts;
using Job.Http.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Job.Hosting.Tests.Problems;

public sealed class UseProblemsTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_UnknownPath_Gets404ProblemNamingIt()
    {
        await using var host = await StartAsync();

        var (answer, problem) = await GetProblemAsync(host, "/nowhere");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5", problem.Type);
        Assert.Equal("Not Found", problem.Title);
        Assert.Equal("Nothing is served at '/nowhere'; /swagger shows what is.", problem.Detail);
    }

    [Fact]
    public async Task Request_WrongMethod_Gets405ProblemAndKeepsAllow()
    {
        await using var host = await StartAsync(app => app.MapPost("/process", () => "done"));

        var (answer, problem) = await GetProblemAsync(host, "/process");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
        Assert.Contains("POST", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_Throws_Gets500WithoutItsWordsAndIsLoggedOnce()
    {
        await using var host = await StartAsync(app => app.MapGet("/", string () => throw new InvalidOperationException("secret")));

        var answer = await host.Client.GetAsync("/", Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.Single(host.Log.Lines, line => line.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task Handler_ThrowsAfterHeaders_KeepsNothingOfTheBodyItMeant()
    {
        await using var host = await StartAsync(app => app.MapGet("/", string (HttpContext context) =>
        {
            context.Response.Headers.ETag = "\"1\"";
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = 5;
            throw new InvalidOperationException();
        }));

        var (answer, problem) = await GetProblemAsync(host, "/");

        Assert.Equal(500, problem.Status);
        Assert.Null(answer.Headers.ETag);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Handler_ThrowsInMidAnswer_ClientSeesABrokenAnswer()
    {
        await using var host = await StartAsync(app => app.MapGet("/", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half", Cancel);
            throw new InvalidOperationException();
        }));

        await Assert.ThrowsAsync<HttpRequestException>(() => host.Client.GetStringAsync("/", Cancel));
    }

    [Fact]
    public async Task Request_WithTraceparent_IsAnsweredWithItsTraceId()
    {
        await using var host = await StartAsync();
        host.Client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var (_, problem) = await GetProblemAsync(host, "/nowhere");

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", problem.TraceId);
    }

    [Fact]
    public async Task Request_PathWithControlCharacters_AreEchoedAsEscapes()
    {
        await using var host = await StartAsync();

        var (_, problem) = await GetProblemAsync(host, "/a%1B%5B31m%0Ab");

        Assert.Equal("Nothing is served at '/a\\u001b[31m\\nb'; /swagger shows what is.", problem.Detail);
    }

    [Fact]
    public async Task Answer_OfAnotherServer_IsLeftAlone()
    {
        await using var host = await StartAsync(app => app.MapGet("/", (HttpContext context) =>
        {
            context.Features.Get<IStatusCodePagesFeature>()!.Enabled = false;
            context.Response.StatusCode = 404;
        }));

        var answer = await host.Client.GetAsync("/", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Body_OverTheServersLimit_Gets413AndTheConnectionEnds()
    {
        await using var host = await StartAsync(MapReadAll);

        using var raw = await RawSocket.ConnectAsync(host.Port);
        await raw.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n");
        var answer = await raw.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFF\r\nabc")]
    [InlineData("7FFFFFFFFFFFFFFF\r\nabc")]
    [InlineData("G\r\nabc")]
    [InlineData("-1\r\nabc")]
    [InlineData("3\r\nabcdef")]
    public async Task Body_BadlyChunked_Gets400AndNothingBehindItRuns(string chunk)
    {
        await using var host = await StartAsync(MapReadAll);

        using var raw = await RawSocket.ConnectAsync(host.Port);
        await raw.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        var answer = await raw.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.Single(answer.Split("HTTP/1.1 "), part => part.Length > 0);
        Assert.DoesNotContain(host.Log.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Handler_FailsOnAFileOfItsOwn_Gets500()
    {
        await using var host = await StartAsync(app => app.MapPost("/", string () => throw new IOException("disk")));

        var answer = await host.Client.PostAsync("/", new StringContent("x"), Cancel);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Fact]
    public async Task Client_LeavesBeforeTheAnswer_IsNoErrorInTheLog()
    {
        var reached = new TaskCompletionSource();
        var finished = new TaskCompletionSource();
        await using var host = await StartAsync(app =>
        {
            app.Use(async (HttpContext context, RequestDelegate _) =>
            {
                reached.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                }
                finally
                {
                    finished.SetResult();
                }
            });
        });

        using var raw = await RawSocket.ConnectAsync(host.Port);
        await raw.SendAsync("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
        await reached.Task.WaitAsync(Wait.Bound, Cancel);
        raw.Reset();
        await finished.Task.WaitAsync(Wait.Bound, Cancel);

        await Wait.UntilAsync(() => host.Log.Lines.Any(line => line.Message == "The client of 'GET /slow' left before its answer"), "a line at Debug");
        Assert.DoesNotContain(host.Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    private static Task<TestHost> StartAsync(Action<WebApplication>? map = null) => TestHost.StartAsync(app =>
    {
        app.UseProblems();
        map?.Invoke(app);
        app.UseRouting();
    });

    private static void MapReadAll(WebApplication app) => app.MapPost("/", async (HttpContext context) =>
    {
        await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
        return "read";
    });

    private static async Task<(HttpResponseMessage Answer, JobProblem Problem)> GetProblemAsync(TestHost host, string path)
    {
        var answer = await host.Client.GetAsync(path, Cancel);
        Assert.Equal(new MediaTypeHeaderValue("application/problem+json"), answer.Content.Headers.ContentType);
        var problem = JobProblems.ReadJson(await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.NotNull(problem);
        Assert.Equal((int)answer.StatusCode, problem.Status);
        Assert.False(string.IsNullOrEmpty(problem.TraceId));
        return (answer, problem);
    }
}
