using Balancing.Yarp.Dispatching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Yarp.Tests.Dispatching;

/// <summary>The configuration changes while requests wait and run.</summary>
public sealed class ReloadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reload_WhileRequestsWait_KeepsThemAndTheCounts()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await DispatchHost.StartAsync(held.Addresses);
        var answers = Enumerable.Range(0, 4).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();
        await DispatchHost.WaitingAsync(host, 2);

        DispatchHost.Reload(host, ("Proxy:Clusters:workers:Metadata:Dispatch.Slots", "2"));

        await DispatchHost.WaitingAsync(host, 0); // at once, by the new slots
        Assert.Equal([2, 2], DispatchHost.Loads(host));
        held.Open();
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Reload_AfterAChangeWhileRunning_TheLaterOneWins()
    {
        await using var backend = await Backend.StartAsync("1");
        await using var host = await DispatchHost.StartAsync(new() { ["1"] = backend.Address });
        DispatchHost.State(host).Use(DispatchHost.Cluster(host), DispatchHost.State(host).RulesOf(DispatchHost.Cluster(host)) with { Slots = SlotRule.Of(5) });

        DispatchHost.Reload(host, ("Proxy:Clusters:workers:Metadata:SlowStart", "00:00:01")); // says nothing of the dispatch
        await Eventually.HoldsAsync(() => DispatchHost.Cluster(host).Model.Config.Metadata!.ContainsKey("SlowStart"), () => "the reload is not in force");
        var kept = DispatchHost.State(host).RulesOf(DispatchHost.Cluster(host));
        DispatchHost.Reload(host, ("Proxy:Clusters:workers:Metadata:Dispatch.Slots", "3"));

        Assert.Equal("5", kept.Slots.ToString());
        await Eventually.HoldsAsync(() => DispatchHost.State(host).RulesOf(DispatchHost.Cluster(host)).Slots == SlotRule.Of(3), () => DispatchHost.State(host).RulesOf(DispatchHost.Cluster(host)).Slots.ToString());
    }

    [Fact]
    public async Task Reload_GivesADestinationAnotherAddress_ItsRequestEndsAndItsCountsBeginAnew()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var other = await Backend.StartAsync("other");
        await using var host = await DispatchHost.StartAsync(held.Addresses);
        var answers = Enumerable.Range(0, 3).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();
        await DispatchHost.WaitingAsync(host, 1);

        DispatchHost.Reload(host, ("Proxy:Clusters:workers:Destinations:2:Address", other.Address));

        await DispatchHost.WaitingAsync(host, 0); // the new one's slot is free
        await Eventually.HoldsAsync(() => other.Received == 1, () => $"{other.Received} came");
        held.Open();
        Assert.Equal(["1", "2", "other"], (await Task.WhenAll(answers)).Order());
        await Eventually.HoldsAsync(() => DispatchHost.Loads(host).SequenceEqual([0, 0]), () => string.Join(' ', DispatchHost.Loads(host)));
    }

    [Fact]
    public async Task Reload_WhatWasLearned_StaysForTheDestinationsThatStay()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await DispatchHost.StartAsync(held.Addresses);
        held.Open();
        for (var request = 0; request < 20; request++)
        {
            await host.Client.GetStringAsync("/", Token);
        }

        var learned = Expected(host);
        DispatchHost.Reload(host, ("Proxy:Clusters:workers:Metadata:Dispatch.Slots", "2"), ("Proxy:Clusters:workers:Destinations:3:Address", held.Addresses["1"]));
        await Eventually.HoldsAsync(() => DispatchHost.Loads(host).Length == 3, () => "the reload is not in force");
        await host.Client.GetStringAsync("/", Token);

        Assert.NotEqual(TimeSpan.FromMilliseconds(5), learned); // what a dispatcher that has just begun expects
        Assert.InRange(Expected(host), learned / 2, learned * 2);
        Assert.Equal(10, DispatchHost.State(host).LoadOf(DispatchHost.Cluster(host), DispatchHost.Cluster(host).Destinations["2"]).Assigned);
    }

    [Fact]
    public async Task Reload_RemovesADestination_ItsRequestEndsAndTheWaitingGoToTheOthers()
    {
        await using var held = await HeldBackends.StartAsync(2);
        await using var host = await DispatchHost.StartAsync(held.Addresses);
        var sources = ((IConfigurationBuilder)host.Services.GetRequiredService<IConfiguration>()).Sources;
        sources.Add(new MemoryConfigurationSource
        {
            InitialData = [KeyValuePair.Create("Proxy:Clusters:workers:Destinations:3:Address", (string?)held.Addresses["2"])],
        });
        await Eventually.HoldsAsync(() => DispatchHost.Loads(host).Length == 3, () => "the third is not there");
        var answers = Enumerable.Range(0, 5).Select(_ => host.Client.GetStringAsync("/", Token)).ToArray();
        await DispatchHost.WaitingAsync(host, 2);

        sources.RemoveAt(sources.Count - 1);
        await Eventually.HoldsAsync(() => DispatchHost.Loads(host).Length == 2, () => "the third is still there");
        Assert.Equal(2, DispatchHost.State(host).WaitingIn(DispatchHost.Cluster(host)));
        held.Open();

        await Task.WhenAll(answers);
        await Eventually.HoldsAsync(() => DispatchHost.Loads(host).SequenceEqual([0, 0]), () => string.Join(' ', DispatchHost.Loads(host)));
    }

    // Of the last request, when it came.
    private static TimeSpan Expected(BareYarpHost host) => DispatchHost.State(host).DecisionsOf(DispatchHost.Cluster(host), 1)[0].Expected;
}
