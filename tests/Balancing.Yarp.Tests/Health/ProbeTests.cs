using System.Net;
using Balancing.Core.Outliers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;
using DestinationHealth = Yarp.ReverseProxy.Model.DestinationHealth;

namespace Balancing.Yarp.Tests.Health;

/// <summary>Destinations are asked whether they are well, each at its own times, over real sockets.</summary>
public sealed class ProbeTests
{
    [Fact]
    public async Task Probes_ARequestFails_OneIsSentSoonAndNotAtTheOthers()
    {
        var time = new FakeTimeProvider();
        await using var bad = await SickBackend.StartAsync();
        await using var good = await SickBackend.StartAsync();
        await using var host = await HealthHost.StartAsync(
            [bad, good], settings: HealthHost.Probed("01:00:00"), services: services => services.AddSingleton<TimeProvider>(time));
        await ActiveIsAsync(host, DestinationHealth.Healthy, 1, 2);
        time.Advance(TimeSpan.FromMinutes(10));

        bad.Status = 500;
        await host.AskAsync(1);
        time.Advance(TimeSpan.FromMilliseconds(100));

        await Eventually.HoldsAsync(() => bad.Probed == 2, () => $"{bad.Probed} probes");
        Assert.Equal(1, good.Probed);
    }

    [Fact]
    public async Task Probes_OneFails_TheNextComesSoonAndTwoClose()
    {
        var time = new FakeTimeProvider();
        await using var sick = await SickBackend.StartAsync();
        await using var good = await SickBackend.StartAsync();
        await using var host = await HealthHost.StartAsync(
            [sick, good], settings: HealthHost.Probed("00:10:00"), services: services => services.AddSingleton<TimeProvider>(time));
        await ActiveIsAsync(host, DestinationHealth.Healthy, 1, 2);

        sick.ProbeStatus = 503;
        time.Advance(TimeSpan.FromMinutes(11)); // the interval and its jitter
        await Eventually.HoldsAsync(() => sick.Probed == 2 && good.Probed == 2, () => $"{sick.Probed} and {good.Probed} probes");
        await StepAsync(time, TimeSpan.FromMinutes(1), () => host.Cluster.Destinations["1"].Health.Active == DestinationHealth.Unhealthy);

        Assert.Equal((3, 2), (sick.Probed, good.Probed));
        Assert.Equal(["2"], host.Cluster.DestinationsState.AvailableDestinations.Select(one => one.DestinationId));
        Assert.Equal(503, host.Of(1).Probe?.Status);

        sick.ProbeStatus = 200;
        time.Advance(TimeSpan.FromMinutes(11));
        await Eventually.HoldsAsync(() => sick.Probed == 4, () => $"{sick.Probed} probes");
        await StepAsync(time, TimeSpan.FromMinutes(1), () => host.Cluster.Destinations["1"].Health.Active == DestinationHealth.Healthy);
        Assert.Equal(5, sick.Probed);
    }

    [Fact]
    public async Task Probes_OneDestinationHangs_KeepsNobodysVerdictBack()
    {
        await using var hung = await SickBackend.StartAsync();
        await using var sick = await SickBackend.StartAsync();
        (hung.ProbeStatus, sick.ProbeStatus) = (SickBackend.Hangs, 503);
        await using var host = await HealthHost.StartAsync([hung, sick], settings: HealthHost.Probed("00:00:01"));

        await ActiveIsAsync(host, DestinationHealth.Unhealthy, 2);

        Assert.Equal(DestinationHealth.Unknown, host.Cluster.Destinations["1"].Health.Active);
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync());
    }

    // A wrong path in the configuration is such a case: the destinations serve, and only the check fails.
    [Fact]
    public async Task Probes_AllAreAnsweredWithErrors_AllAreUsedAllTheSame()
    {
        await using var one = await SickBackend.StartAsync();
        await using var other = await SickBackend.StartAsync();
        one.ProbeStatus = other.ProbeStatus = 404;
        await using var host = await HealthHost.StartAsync([one, other], settings: HealthHost.Probed("00:00:01"));

        await ActiveIsAsync(host, DestinationHealth.Unhealthy, 1, 2);

        await Eventually.HoldsAsync(() => host.Cluster.DestinationsState.AvailableDestinations.Count == 2, () => "not both are used");
        Assert.All(await host.AskAsync(8), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.All([one, other], backend => Assert.NotEqual(0, backend.Received)); // a probe in between may put the turns back
    }

    [Fact]
    public async Task Probes_AllSayThatTheyTakeNothing_NoneIsUsed()
    {
        await using var one = await SickBackend.StartAsync();
        await using var other = await SickBackend.StartAsync();
        one.ProbeStatus = other.ProbeStatus = 503;
        await using var host = await HealthHost.StartAsync([one, other], settings: HealthHost.Probed("00:00:01"));

        await ActiveIsAsync(host, DestinationHealth.Unhealthy, 1, 2);

        await Eventually.HoldsAsync(() => host.Cluster.DestinationsState.AvailableDestinations.Count == 0, () => "some are used");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await host.AskAsync());
    }

    [Fact]
    public async Task Probes_OfAPolicyOfTheApplication_AreJudgedByIt()
    {
        await using var one = await SickBackend.StartAsync();
        await using var other = await SickBackend.StartAsync();
        await using var host = await HealthHost.StartAsync(
            [one, other], settings: HealthHost.Probed("00:00:01", ("Active:Policy", "suspicious")), services: services => services.AddSingleton<IActiveHealthCheckPolicy, Suspicious>());

        await ActiveIsAsync(host, DestinationHealth.Unhealthy, 1, 2);
    }

    [Fact]
    public async Task Probe_AnEjectedDestinationIsBackFromTheDead_IsTriedBeforeItsEjectionIsOver()
    {
        var time = new FakeTimeProvider();
        await using var good = await SickBackend.StartAsync();
        var dead = await SickBackend.StartAsync();
        var address = dead.Address;
        await using var host = await HealthHost.StartAsync(
            [good, dead], settings: HealthHost.Probed("00:00:01"), services: services => services.AddSingleton<TimeProvider>(time));
        await ActiveIsAsync(host, DestinationHealth.Healthy, 1, 2);

        await dead.DisposeAsync();
        Assert.All(await host.AskAsync(12), status => Assert.Equal(HttpStatusCode.OK, status));
        await host.BecomesAsync(2, OutlierState.Ejected);
        Assert.Equal(EjectionReason.Unreachable, host.Of(2).Reason);

        await using var back = await SickBackend.StartAsync(address);
        await StepAsync(time, TimeSpan.FromSeconds(4), () => host.Of(2).State == OutlierState.OnTrial);
        Assert.True(host.Of(2).EjectedUntil > time.GetUtcNow(), "it has waited for the end of its ejection");
    }

    private static Task ActiveIsAsync(HealthHost host, DestinationHealth health, params int[] ids) => Eventually.HoldsAsync(
        () => ids.All(id => host.Cluster.Destinations[$"{id}"].Health.Active == health),
        () => string.Join(", ", host.Cluster.Destinations.Values.Select(one => $"{one.DestinationId} is {one.Health.Active}")));

    // Time goes on by so much at a time that a probe is sent and answered between two steps, as in life.
    private static Task StepAsync(FakeTimeProvider time, TimeSpan within, Func<bool> until)
    {
        var end = time.GetUtcNow() + within;
        return Eventually.HoldsAsync(
            () =>
            {
                if (!until() && time.GetUtcNow() < end)
                {
                    time.Advance(TimeSpan.FromMilliseconds(100));
                }

                return until();
            },
            () => "it did not come about");
    }

    private sealed class Suspicious(IDestinationHealthUpdater updater) : IActiveHealthCheckPolicy
    {
        public string Name => "suspicious";

        public void ProbingCompleted(ClusterState cluster, IReadOnlyList<DestinationProbingResult> probingResults)
            => updater.SetActive(cluster, probingResults.Where(result => result.Response is not null).Select(result => new NewActiveDestinationHealth(result.Destination, DestinationHealth.Unhealthy)));
    }
}
