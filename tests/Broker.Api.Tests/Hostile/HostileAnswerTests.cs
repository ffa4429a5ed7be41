using System.Text;

namespace Broker.Api.Tests.Hostile;

/// <summary>
/// The table of malformed answers, said by a worker of bare sockets: each becomes a 502 or is made unambiguous, nothing of it becomes another answer,
/// and the next request on the client's connection, and the worker's next, get their own.
/// </summary>
public sealed class HostileAnswerTests(HostileBroker broker) : IClassFixture<HostileBroker>
{
    private static readonly IReadOnlyDictionary<string, HostileAnswer> Table = HostileAnswer.Load();

    public static TheoryData<string> Ids => [.. Table.Keys];

    // The others answer methods that no job is sent with.
    public static TheoryData<string> IdsToJobs => [.. Table.Where(row => row.Value.Method == "GET").Select(row => row.Key)];

    [Fact]
    public void Table_ReadFromItsFile_HoldsTwoHundredAnswersEachWithItsSource()
    {
        Assert.True(Table.Count >= 200, $"{Table.Count} answers");
        Assert.Equal(Table.Count, Table.Values.DistinctBy(answer => (answer.Say, answer.Method, answer.Closes)).Count());
        Assert.All(Table.Values, answer => Assert.Matches(@"RFC \d+ \d|\d{4}", answer.Source));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Answer_OnARouteThatStreams_IsRefusedOrMadeUnambiguous(string id)
    {
        var answer = Table[id];
        await CheckAsync(answer, $"{answer.Method} /files/bad HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    [Theory]
    [MemberData(nameof(IdsToJobs))]
    public async Task Answer_ToAJob_IsRefusedOrMadeUnambiguous(string id)
    {
        var answer = Table[id];
        await CheckAsync(answer, "POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nApp1:Short");
    }

    private async Task CheckAsync(HostileAnswer answer, string request)
    {
        broker.Worker.Forget();
        broker.Worker.Answer = message => message.Second is "/files/bad" or "/process" ? (answer.Bytes, answer.Closes) : null;

        using var call = await RawCall.ConnectAsync(broker.Broker.Address);
        await call.SendAsync($"{request}GET /files/behind HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var said = await call.ReadUntilAsync(_ => false);
        broker.Worker.Answer = null;

        var answers = ReadAll(said, answer.Method == "HEAD", out var rest);
        var allowed = answer.Gives.Split(' ');
        if (answers.Count == 0 || rest.Length > 0)
        {
            Assert.True(allowed.Contains("-") && answers.Count == 0, $"{answer.Id}: {answer.What}\ncut off, behind {answers.Count} answers: {said}");
        }
        else
        {
            Assert.True(allowed.Contains(answers[0].Second), $"{answer.Id}: {answer.What}\nexpected {answer.Gives}, but got {said}");
            Assert.True((answers[1].Second, Encoding.Latin1.GetString(answers[1].Body)) == ("200", RecordingWorker.BodyOf("/files/behind")), $"{answer.Id}: {answer.What}\nthe next request on the connection got another answer: {said}");
            Assert.Equal(2, answers.Count);
            Assert.All(answers, one => Assert.True(one.Faults.Count == 0, $"{answer.Id}: {string.Join(", ", one.Faults)} in {said}"));
            AssertContent(answer, answers[0]);
        }

        // Of the worker's connection nothing is left that another client could get.
        Assert.Equal(RecordingWorker.BodyOf("/files/next"), Encoding.Latin1.GetString(
            ReadAll(await RawCall.SayAsync(broker.Broker.Address, "GET /files/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), false, out _)[0].Body));
        Assert.DoesNotContain(broker.Broker.Lines, line => line.EndsWith("failed", StringComparison.Ordinal)); // an exception of ours
    }

    private static void AssertContent(HostileAnswer answer, WireMessage given)
    {
        Assert.All(answer.Absent, text => Assert.DoesNotContain(text, given.Head, StringComparison.Ordinal));
        if (given["content-type"] == "application/problem+json")
        {
            return;
        }

        Assert.All(answer.Present, text => Assert.Contains(text, given.Head, StringComparison.Ordinal));
        if ((answer.Body ?? (answer.Clean ? "hello" : null)) is { } body)
        {
            Assert.Equal(body, Encoding.Latin1.GetString(given.Body));
        }
    }

    private static List<WireMessage> ReadAll(string said, bool isHead, out ReadOnlySpan<byte> rest)
    {
        var answers = new List<WireMessage>();
        rest = Encoding.Latin1.GetBytes(said);
        while (!rest.IsEmpty && WireMessage.Read(rest, isRequest: false, hasNoBody: isHead && answers.Count == 0, out var length) is { } answer)
        {
            rest = rest[length..];
            answers.Add(answer);
        }

        return answers;
    }
}
