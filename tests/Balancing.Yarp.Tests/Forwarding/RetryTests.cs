using Balancing.Core.Retrying;
using Balancing.Yarp.Forwarding;
using Microsoft.AspNetCore.Builder;
using Sockets;
using static Balancing.Yarp.Tests.Forwarding.RetryHost;

namespace Balancing.Yarp.Tests.Forwarding;

/// <summary>What fails at one destination is done by another, over real sockets; what may not be done twice is not.</summary>
public sealed class RetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, TryOutcome> Faults => new()
    {
        { "reset", TryOutcome.BrokeOff },
        { "early end", TryOutcome.BrokeOff },
        { "half a head", TryOutcome.BrokeOff },
        { "half an answer", TryOutcome.BrokeOffLate },
        { "half an answer, reset", TryOutcome.BrokeOffLate },
        { "junk", TryOutcome.Garbled },
        { "junk for a chunk", TryOutcome.Garbled },
        { "endless head", TryOutcome.Garbled },
        { "500", TryOutcome.ServerError },
        { "502", TryOutcome.Unavailable },
        { "503", TryOutcome.Unavailable },
        { "504", TryOutcome.Unavailable },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Repeatable_FailsAtOneDestination_IsAnsweredByAnother(string fault, TryOutcome outcome)
    {
        await using var bad = Bad(fault);
        await using var good = RawBackend.Answers("200 OK", body: "good");
        await using var host = await StartAsync(bad, good);

        using var answer = await PostAsync(host);

        Assert.Equal("good", await answer.Content.ReadAsStringAsync(Token));
        Assert.False(answer.Headers.Contains("X-Bad") || answer.Headers.Contains("Retry-After"), "nothing of the failed answer is left");
        Assert.Equal((1, 1), (bad.Received, good.Received));
        Assert.Equal([(2, TryOutcome.Answered, true), (1, outcome, false)], await TriesAsync(host, 2));
        await Eventually.HoldsAsync(
            () => (State(host).Forwarded, State(host).Retried, State(host).Failed) == (1, 1, 0),
            () => $"{State(host).Forwarded} forwarded, {State(host).Retried} retried, {State(host).Failed} failed");
        await ReturnsToZeroAsync(host);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task NotRepeatable_FailsAtOneDestination_RunsOnce(string fault, TryOutcome outcome)
    {
        await using var bad = Bad(fault);
        await using var good = RawBackend.Answers("200 OK", body: "good");
        await using var host = await StartAsync([bad, good], repeatable: false);

        var status = await StatusAsync(host);

        Assert.Equal(outcome == TryOutcome.BrokeOffLate ? null : int.TryParse(fault, out var own) ? own : 502, status);
        Assert.Equal((1, 0), (bad.Received, good.Received));
        Assert.Equal(0L, State(host).Retried);
        await ReturnsToZeroAsync(host);
    }

    [Fact]
    public async Task Repeatable_BrokeOffAtTwo_IsNotSentToAThird()
    {
        await using var first = Bad("reset");
        await using var second = Bad("half an answer");
        await using var third = RawBackend.Answers("200 OK");
        GivenUp? givenUp = null;
        await using var host = await StartAsync([first, second, third], pipeline: proxy => proxy.Use(async (context, next) =>
        {
            await next();
            givenUp = context.Features.Get<GivenUp>();
        }));

        Assert.Equal(502, await StatusAsync(host));

        Assert.Equal((1, 1, 0), (first.Received, second.Received, third.Received));
        Assert.Equal(RetryDecision.Poison, givenUp?.Reason);
        Assert.Equal(["1", "2"], givenUp?.Destinations);
        Assert.Equal(1L, State(host).Failed);
        await ReturnsToZeroAsync(host);
    }

    [Fact]
    public async Task Repeatable_UnavailableEverywhere_PassesTheThirdAnswerOn()
    {
        await using var busy = new Backends(4, number => RawBackend.Answers("503 Busy", $"Retry-After: {number}\r\nX-Number: {number}\r\n", "busy"));
        await using var host = await StartAsync([.. busy.All]);

        using var answer = await host.Client.GetAsync("/", Token);

        Assert.Equal((503, "3", "busy"), ((int)answer.StatusCode, answer.Headers.GetValues("X-Number").Single(), await answer.Content.ReadAsStringAsync(Token)));
        Assert.Equal("3", answer.Headers.GetValues("Retry-After").Single());
        Assert.Equal([1, 1, 1, 0], busy.All.Select(one => one.Received));
    }

    [Fact]
    public async Task Repeatable_ErrorAtTwo_PassesTheSecondAnswerOn()
    {
        await using var failing = new Backends(3, number => RawBackend.Answers("500 No", body: $"error {number}"));
        await using var host = await StartAsync([.. failing.All]);

        using var answer = await host.Client.GetAsync("/", Token);

        Assert.Equal((500, "error 2"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)));
        Assert.Equal([1, 1, 0], failing.All.Select(one => one.Received));
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("503")]
    public async Task Repeatable_OnlyOneDestination_GoesThereOnceMoreAfterAPause(string fault)
    {
        await using var bad = Bad(fault);
        await using var good = RawBackend.Answers("200 OK", body: "good");
        await using var only = RawBackend.InTurn(bad, good);
        await using var host = await StartAsync(only);

        Assert.Equal("good", await host.Client.GetStringAsync("/", Token));

        Assert.Equal(2, only.Received);
        await ReturnsToZeroAsync(host);
    }

    [Fact]
    public async Task Repeatable_OnlyOneDestinationWantsALongerPause_PassesItsAnswerOn()
    {
        await using var only = RawBackend.Answers("503 Busy", "Retry-After: 30\r\n");
        await using var host = await StartAsync(only);

        using var answer = await host.Client.GetAsync("/", Token);

        Assert.Equal((503, "30"), ((int)answer.StatusCode, answer.Headers.GetValues("Retry-After").Single()));
        Assert.Equal(1, only.Received);
    }
}
