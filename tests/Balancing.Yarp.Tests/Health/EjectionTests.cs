using System.Net;
using Balancing.Core.Outliers;
using Balancing.Core.Picking;
using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Balancing.Yarp.Tests.Health;

/// <summary>Destinations that fail where others do not get nothing for a while, whatever the policy; then one request at a time.</summary>
public sealed class EjectionTests
{
    private const int FailuresInRow = 5;

    public static TheoryData<string> Policies => [.. PickPolicies.BuiltIn.Names];

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Requests_OneDestinationFailsEverythingAtOnce_DoesNotAttractTheLoad(string policy)
    {
        const int Clients = 10;
        const int Each = 20;
        await using var bad = await SickBackend.StartAsync();
        await using var good = await SickBackend.StartAsync();
        await using var fine = await SickBackend.StartAsync();
        bad.Status = 500;
        good.Takes = fine.Takes = TimeSpan.FromMilliseconds(3);
        await using var host = await HealthHost.StartAsync([bad, good, fine], policy);

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => host.AskAsync(Each)));

        Assert.All(answers.SelectMany(status => status), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.InRange(bad.Received, 0, Clients * Each / 6); // all clients may be there when the fifth fails, and a few more until the verdict; its even share would be twice that
    }

    [Fact]
    public async Task Ejection_IsOver_OneRequestAtATimeUntilOneSucceeds()
    {
        var time = new FakeTimeProvider();
        await using var bad = await SickBackend.StartAsync();
        await using var good = await SickBackend.StartAsync();
        bad.Status = 500;
        await using var host = await HealthHost.StartAsync([bad, good], "least-requests", services: services => services.AddSingleton<TimeProvider>(time));
        await host.AskAsync(20);
        await host.BecomesAsync(1, OutlierState.Ejected);
        Assert.Equal(FailuresInRow, bad.Received);
        Assert.Equal(EjectionReason.Failures, host.Of(1).Reason);
        Assert.InRange(host.Of(1).EjectedUntil!.Value - time.GetUtcNow(), TimeSpan.FromSeconds(4.5), TimeSpan.FromSeconds(5));

        (bad.Status, bad.IsHeld) = (200, true);
        time.Advance(TimeSpan.FromSeconds(5));
        await host.BecomesAsync(1, OutlierState.OnTrial);
        var answers = Enumerable.Range(0, 10).Select(_ => host.AskAsync()).ToArray();
        await Eventually.HoldsAsync(() => answers.Count(answer => answer.IsCompleted) == 9, () => $"{answers.Count(answer => answer.IsCompleted)} are answered");
        Assert.Equal(FailuresInRow + 1, bad.Received);

        bad.LetGo(1);
        await Task.WhenAll(answers);
        await host.BecomesAsync(1, OutlierState.Good);
        var many = Enumerable.Range(0, 10).Select(_ => host.AskAsync()).ToArray();
        await Eventually.HoldsAsync(() => bad.Received > FailuresInRow + 2, () => $"{bad.Received} at the one that returned");
        bad.LetGo(100);
        Assert.All(await Task.WhenAll(many), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Trial_Fails_EjectsForTwiceAsLong()
    {
        var time = new FakeTimeProvider();
        await using var bad = await SickBackend.StartAsync();
        await using var good = await SickBackend.StartAsync();
        bad.Status = 503;
        await using var host = await HealthHost.StartAsync([bad, good], services: services => services.AddSingleton<TimeProvider>(time));
        await host.AskAsync(20);
        await host.BecomesAsync(1, OutlierState.Ejected);

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.All(await host.AskAsync(10), status => Assert.Equal(HttpStatusCode.OK, status));

        await host.BecomesAsync(1, OutlierState.Ejected);
        Assert.Equal((FailuresInRow + 1, 2), (bad.Received, host.Of(1).Ejections));
        Assert.InRange(host.Of(1).EjectedUntil!.Value - time.GetUtcNow(), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Requests_AllDestinationsFail_TheLastGoodOneStaysAndAnswers()
    {
        await using var one = await SickBackend.StartAsync();
        await using var other = await SickBackend.StartAsync();
        one.Status = other.Status = 500;
        await using var host = await HealthHost.StartAsync([one, other]);

        Assert.All(await host.AskAsync(40), status => Assert.Equal(HttpStatusCode.InternalServerError, status));

        Assert.NotEmpty(host.Cluster.DestinationsState.AvailableDestinations);
    }

    // One application's requests that nobody can do must not take the destinations from all others.
    [Fact]
    public async Task Requests_SomeThatFailEverywhere_AreHeldAgainstNobody()
    {
        await using var one = await SickBackend.StartAsync();
        await using var other = await SickBackend.StartAsync();
        await using var third = await SickBackend.StartAsync();
        await using var host = await HealthHost.StartAsync([one, other, third]);

        for (var round = 0; round < 40; round++)
        {
            Assert.Equal(HttpStatusCode.InternalServerError, await host.AskAsync("/impossible"));
            Assert.Equal(HttpStatusCode.InternalServerError, await host.AskAsync("/impossible"));
            Assert.Equal(HttpStatusCode.OK, await host.AskAsync());
        }

        Assert.All([1, 2, 3], id => Assert.Equal((OutlierState.Good, 0), (host.Of(id).State, host.Of(id).Ejections)));
    }

    [Fact]
    public async Task Requests_ClusterWithPassiveChecksOfYarp_AreJudgedByThoseAlone()
    {
        await using var bad = await SickBackend.StartAsync();
        await using var good = await SickBackend.StartAsync();
        bad.Status = 500;
        await using var host = await HealthHost.StartAsync(
            [bad, good], settings: new() { ["Proxy:Clusters:workers:HealthCheck:Passive:Enabled"] = "true" });

        await host.AskAsync(40);

        Assert.Equal((20, OutlierState.Good), (bad.Received, host.Of(1).State));
    }

    // The way of every request: what it costs when nothing changes must not grow by health.
    [Theory]
    [InlineData(TryOutcome.Answered)]
    [InlineData(TryOutcome.Abandoned)]
    public async Task Ended_NothingChanges_AllocatesNothing(TryOutcome outcome)
    {
        await using var one = await SickBackend.StartAsync();
        await using var other = await SickBackend.StartAsync();
        await using var host = await HealthHost.StartAsync([one, other], settings: HealthHost.Probed("01:00:00"));
        await host.AskAsync(4);
        var health = host.Services.GetRequiredService<HealthBook>();
        var cluster = host.Cluster;
        var now = TimeSpan.FromSeconds(1);

        Tell(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Tell(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Tell(int times)
        {
            var destination = cluster.Destinations["1"];
            for (var time = 0; time < times; time++)
            {
                now += TimeSpan.FromMilliseconds(1);
                health.Ended(new EndedTry(cluster, destination, outcome, 200, null, JobClass.Short, 1, now, TimeSpan.FromMilliseconds(1), TimeSpan.Zero, null));
            }
        }
    }
}
