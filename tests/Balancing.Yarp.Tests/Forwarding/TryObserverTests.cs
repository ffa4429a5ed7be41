using Balancing.Core.Retrying;
using Balancing.Yarp.Forwarding;
using Microsoft.Extensions.DependencyInjection;
using Sockets;

namespace Balancing.Yarp.Tests.Forwarding;

/// <summary>Who listens hears how every try ended, over real sockets.</summary>
public sealed class TryObserverTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, bool, string, int> Answers => new()
    {
        { "a good one", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, nameof(TryOutcome.Answered), 200 },
        { "the client's fault", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", false, nameof(TryOutcome.Answered), 404 },
        { "not implemented", "HTTP/1.1 501 No\r\nContent-Length: 0\r\n\r\n", false, nameof(TryOutcome.Answered), 501 },
        { "an error", "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", false, nameof(TryOutcome.ServerError), 500 },
        { "no one there", "HTTP/1.1 503 No\r\nContent-Length: 0\r\nRetry-After: 7\r\n\r\n", false, nameof(TryOutcome.Unavailable), 503 },
        { "a reset", "", true, nameof(TryOutcome.BrokeOff), 0 },
        { "an early end", "", false, nameof(TryOutcome.BrokeOff), 0 },
        { "half a head", "HTTP/1.1 200 OK\r\nContent-", true, nameof(TryOutcome.BrokeOff), 0 },
        { "half an answer", Head + "half", false, nameof(TryOutcome.BrokeOffLate), 200 },
        { "half an answer, then a reset", Head + "half", true, nameof(TryOutcome.BrokeOffLate), 200 },
        { "junk", "SSH-2.0-OpenSSH_9.6\r\n", false, nameof(TryOutcome.Garbled), 0 },
        { "junk in a header", "HTTP/1.1 200 OK\r\nno header\r\n\r\n", false, nameof(TryOutcome.Garbled), 0 },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Ended_HowATryCanEnd_IsHeardAsWhatItIs(string what, string says, bool thenResets, string outcome, int status)
    {
        await using var backend = RawBackend.Says(says, thenResets);
        var heard = await HearAsync(backend.Address);

        var one = Assert.Single(heard);
        Assert.Equal((outcome, status, "1", 1), (one.Outcome.ToString(), one.Status, one.Destination.DestinationId, one.Number));
        Assert.Equal(what == "no one there" ? TimeSpan.FromSeconds(7) : null, one.RetryAfter);
        Assert.True(one.Took >= TimeSpan.Zero && one.At >= one.Took);
    }

    [Fact]
    public async Task Ended_HeadWithoutEnd_IsHeardAsGarbled()
    {
        await using var backend = RawBackend.Repeats("HTTP/1.1 200 OK\r\n", new string('x', 1000) + ": y\r\n");

        Assert.Equal(TryOutcome.Garbled, Assert.Single(await HearAsync(backend.Address)).Outcome);
    }

    [Fact]
    public async Task Ended_NotConnected_IsHeardBeforeTheNextTry()
    {
        using var refusing = new RefusingPort();
        await using var backend = RawBackend.Answers("200 OK");

        var heard = await HearAsync(refusing.Address, backend.Address);

        Assert.Equal([TryOutcome.NotConnected, TryOutcome.Answered], heard.Select(one => one.Outcome));
        Assert.Equal([1, 2], heard.Select(one => one.Number));
    }

    [Fact]
    public async Task Ended_ClientLeft_IsHeardAsAbandoned()
    {
        await using var backend = RawBackend.Hangs();
        var kept = new KeptTries();
        await using var host = await StartAsync(kept, backend.Address);
        using var leaving = new CancellationTokenSource();

        var answer = host.Client.GetAsync("/", leaving.Token);
        await Eventually.HoldsAsync(() => backend.Received == 1, () => "nothing came");
        await leaving.CancelAsync();

        await Eventually.HoldsAsync(() => kept.All.Count == 1 && backend.Cut == 1, () => $"{kept.All.Count} heard, {backend.Cut} cut");
        Assert.Equal(TryOutcome.Abandoned, kept.All.Single().Outcome);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    private static async Task<IReadOnlyCollection<EndedTry>> HearAsync(params string[] addresses)
    {
        var kept = new KeptTries();
        await using var host = await StartAsync(kept, addresses);
        try
        {
            using var answer = await host.Client.GetAsync("/", Token);
        }
        catch (HttpRequestException)
        {
            // Half an answer is half an answer to the client, too.
        }

        await Eventually.HoldsAsync(() => kept.All.Any(one => one.Outcome != TryOutcome.NotConnected), () => "nothing was heard");
        return kept.All;
    }

    private static Task<BareYarpHost> StartAsync(KeptTries kept, params string[] addresses) => BareYarpHost.StartAsync(
        "round-robin",
        addresses.Select((address, index) => (Id: $"{index + 1}", address)).ToDictionary(one => one.Id, one => one.address),
        services: services => services.AddSingleton<ITryObserver>(kept));
}
