using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Job.Contracts;
using Job.Worker;
using Job.Worker.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Worker.Api.Tests.Handlers;

/// <summary>Progress: pieces of a job's answer while the job runs.</summary>
public sealed class StreamingJobHandlerTests
{
    private readonly Channel<string> _pieces = Channel.CreateUnbounded<string>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pieces_AreLinesThatComeBeforeTheNextIsMade()
    {
        await using var host = await StartAsync();
        Say("one");
        using var answer = await host.SendAsync("App1:Long");
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));

        Assert.Equal("\"one\"", await reader.ReadLineAsync(Token));
        Say("two\nlines"); // only now is it made
        Assert.Equal("\"two\\nlines\"", await reader.ReadLineAsync(Token));
        _pieces.Writer.Complete();

        using var last = JsonDocument.Parse((await reader.ReadLineAsync(Token))!);
        Assert.Equal("Worker 1 processed complex (Long) request for App1.", last.RootElement.GetProperty("message").GetString());
        Assert.Null(await reader.ReadLineAsync(Token));
    }

    [Fact]
    public async Task Pieces_ForAClientThatWantsEvents_AreEvents()
    {
        await using var host = await StartAsync();
        Say("one");
        _pieces.Writer.Complete();

        using var answer = await host.SendAsync("App1:Long", "text/event-stream");

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var events = (await answer.Content.ReadAsStringAsync(Token)).Split("\n\n");
        Assert.Equal("data: \"one\"", events[0]);
        Assert.StartsWith("event: done\ndata: {", events[1], StringComparison.Ordinal);
        Assert.Equal("", events[2]);
    }

    [Fact]
    public async Task Failure_BeforeTheFirstPiece_IsAProblem()
    {
        await using var host = await StartAsync();
        _pieces.Writer.Complete(new JobFailedException(422, "Nothing to tell."));

        using var answer = await host.SendAsync("App1:Long");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Nothing to tell.", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_AfterAPiece_BreaksOffTheAnswer()
    {
        await using var host = await StartAsync();
        Say("one");
        using var answer = await host.SendAsync("App1:Long");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));
        await reader.ReadLineAsync(Token);

        _pieces.Writer.Complete(new JobFailedException(500, "The rest is lost."));

        await Assert.ThrowsAnyAsync<IOException>(() => reader.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task Client_ThatLeavesInTheMiddle_FreesTheSlot()
    {
        await using var host = await StartAsync();
        Say("one");
        using (var answer = await host.SendAsync("App1:Long"))
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));
            await reader.ReadLineAsync(Token);
            Assert.Contains("\"inFlight\":1", await host.Client.GetStringAsync("/load", Token), StringComparison.Ordinal); // it keeps its slot to the end
        }

        var end = Environment.TickCount64 + 30_000;
        while (!(await host.Client.GetStringAsync("/load", Token)).Contains("\"inFlight\":0", StringComparison.Ordinal))
        {
            Assert.True(Environment.TickCount64 < end, "The slot is not free within 30 s.");
            await Task.Delay(10, Token);
        }
    }

    private void Say(string piece) => Assert.True(_pieces.Writer.TryWrite(piece));

    private Task<HandlerHost> StartAsync() => HandlerHost.StartAsync(services => services.AddSingleton(_pieces).AddStreamingJobHandler<Telling>());

    private sealed class Telling(Channel<string> pieces) : IStreamingJobHandler
    {
        public async IAsyncEnumerable<JsonElement> RunAsync(JobRequest job, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var piece in pieces.Reader.ReadAllAsync(cancellationToken))
            {
                yield return JsonSerializer.SerializeToElement(piece);
            }
        }
    }
}
