using System.Text;

namespace Broker.Api.Tests.Hostile;

/// <summary>
/// The table of malformed messages, sent by bare sockets to the real broker: each is refused or made unambiguous, nothing refused reaches
/// a worker, and the next request on that connection, and the next client, get their own answer.
/// </summary>
public sealed class HostileMessageTests(HostileBroker broker) : IClassFixture<HostileBroker>
{
    private static readonly IReadOnlyDictionary<string, HostileMessage> Table = HostileMessage.Load("messages.jsonl");

    public static TheoryData<string> Ids => [.. Table.Keys];

    [Fact]
    public void Table_ReadFromItsFile_HoldsFourHundredMessagesEachWithItsSource()
    {
        Assert.True(Table.Count >= 400, $"{Table.Count} messages");
        Assert.Equal(Table.Count, Table.Values.DistinctBy(message => (message.Say, message.Alone)).Count());
        Assert.All(Table.Values, message => Assert.Matches(@"RFC \d+ \d|\d{4}", message.Source));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Message_OfTheTable_IsRefusedOrMadeUnambiguous(string id)
    {
        var message = Table[id];
        broker.Worker.Forget();

        var answers = await SayAsync(message, $"/files/behind-{id}");

        var statuses = answers.Select(answer => answer.Second).ToArray();
        string[] expected = message is { Open: true, Alone: false } ? [.. message.Gives, "200"] : [.. message.Gives];
        Assert.True(
            (message is { Gives: [['-', ..]] } && statuses.Length == 0) || (expected.Length == statuses.Length && expected.Zip(statuses).All(pair => pair.First.Split(' ').Contains(pair.Second))),
            $"{id}: {message.What}\nexpected {string.Join(", ", expected)}, but got {string.Join(", ", statuses)}; at the worker: {Recorded()}");
        Assert.All(answers, answer => Assert.Empty(answer.Faults));
        if (message is { Open: true, Alone: false })
        {
            Assert.Equal(RecordingWorker.BodyOf($"/files/behind-{id}"), Encoding.Latin1.GetString(answers[^1].Body));
        }

        await AssertNextClientIsServedAsync(id);
        string[] behind = message is { Open: true, Alone: false } ? [$"/files/behind-{id}"] : [];
        AssertReached(message, [.. message.Reach, .. behind, $"/files/next-{id}"]);
        Assert.DoesNotContain(broker.Broker.Lines, line => line.Contains("failed", StringComparison.Ordinal) && line.Contains("/files/", StringComparison.Ordinal));
    }

    private void AssertReached(HostileMessage message, string[] expected)
    {
        // What a worker answers it has noted before; what nobody answers would have come before the next client's request.
        var reached = broker.Worker.Messages.ToArray();
        Assert.True(expected.SequenceEqual(reached.Select(one => one.Second)), $"{message.Id}: {message.What}\nat the worker are {Recorded()}");
        Assert.All(reached, one => Assert.Empty(one.Faults));
        // Routes that stream have sent the beginning on before they see that the rest is none; its end the worker never gets.
        Assert.DoesNotContain(broker.Worker.Remains, remains => !remains.Contains("/files/cut", StringComparison.Ordinal));
        if (message.Reach.Count > 0)
        {
            Assert.All(message.Present, text => Assert.Contains(text, reached[0].Head, StringComparison.Ordinal));
            Assert.All(message.Absent, text => Assert.DoesNotContain(text, reached[0].Head, StringComparison.Ordinal));
            if (message.Body is { } body)
            {
                Assert.Equal(body, Encoding.Latin1.GetString(reached[0].Body));
            }
        }
    }

    private async Task AssertNextClientIsServedAsync(string id)
    {
        using var next = await RawCall.ConnectAsync(broker.Broker.Address);
        await next.SendAsync($"GET /files/next-{id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var answer = Assert.Single(ReadAll(await next.ReadUntilAsync(_ => false), ""));

        Assert.Equal("200", answer.Second);
        Assert.Equal(RecordingWorker.BodyOf($"/files/next-{id}"), Encoding.Latin1.GetString(answer.Body));
    }

    // Finals only: a 100 is read, too, but is no answer.
    private async Task<WireMessage[]> SayAsync(HostileMessage message, string behind)
    {
        using var call = await RawCall.ConnectAsync(broker.Broker.Address);
        var text = Encoding.Latin1.GetString(message.Bytes);
        var sending = call.TrySendAsync(message.Alone ? text : $"{text}GET {behind} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", message.Alone);
        var said = await call.ReadUntilAsync(_ => false);
        await sending;
        return message.Gives.Count == 0 ? [] : [.. ReadAll(said, text).Where(answer => answer.Second[0] != '1')];
    }

    private static List<WireMessage> ReadAll(string said, string question)
    {
        var answers = new List<WireMessage>();
        var bytes = Encoding.Latin1.GetBytes(said).AsSpan();
        while (!bytes.IsEmpty)
        {
            var answer = WireMessage.Read(
                bytes, isRequest: false, hasNoBody: answers.Count == 0 && question.StartsWith("HEAD ", StringComparison.Ordinal), out var length);
            Assert.True(answer is not null, $"behind {answers.Count} answers came {Encoding.Latin1.GetString(bytes)}");
            answers.Add(answer);
            bytes = bytes[length..];
        }

        return answers;
    }

    private string Recorded() => string.Join(", ", broker.Worker.Messages.Select(one => one.StartLine));
}
