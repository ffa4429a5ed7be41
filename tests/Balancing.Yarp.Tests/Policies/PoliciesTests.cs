using Balancing.Core.Picking;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Tests.Reporting;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;

namespace Balancing.Yarp.Tests.Policies;

/// <summary>The policies in a bare YARP application, with their metadata, over real sockets.</summary>
public sealed class PoliciesTests : IAsyncLifetime
{
    private readonly List<Backend> _backends = [];

    public static TheoryData<string> Policies => [.. PickPolicies.BuiltIn.Names];

    public async ValueTask InitializeAsync()
    {
        foreach (var id in new[] { "1", "2", "3" })
        {
            _backends.Add(await Backend.StartAsync(id));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task EveryPolicy_ServesAllRequestsAndReturnsToZero(string policy)
    {
        await using var host = await StartAsync(policy);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => AskAsync(host)));

        Assert.Equal(30, answers.Length);
        await Eventually.HoldsAsync(() => Of(host, load => load.InFlight).Sum() == 0, () => string.Join(' ', Of(host, load => load.InFlight)));
        Assert.Equal(30, Of(host, load => load.Assigned).Sum());
    }

    [Fact]
    public async Task Weight_OfADestination_GivesItMoreTurns()
    {
        await using var host = await StartAsync("weighted-round-robin", ("Destinations:2:Metadata:Weight", "4"));

        for (var request = 0; request < 12; request++)
        {
            await AskAsync(host);
        }

        Assert.Equal([2L, 8, 2], Of(host, load => load.Assigned));
    }

    [Fact]
    public async Task ConsistentHash_ByAHeader_KeepsTogetherWhatHasTheSameValue()
    {
        await using var host = await StartAsync("consistent-hash", ("Metadata:ConsistentHash.Header", "X-Customer"));
        var homes = new List<string>();
        for (var customer = 0; customer < 20; customer++)
        {
            homes.Add(await AskAsync(host, customer));
            Assert.Equal(homes[^1], await AskAsync(host, customer));
        }

        Assert.Equal(3, homes.Distinct().Count());
    }

    // Its own counts are all 0 at each pick: only by what they say can it tell the two apart.
    [Fact]
    public async Task Prequal_OneSaysItIsBusy_TheOtherIsPicked()
    {
        await using var busy = await ReportingBackend.StartAsync();
        await using var idle = await ReportingBackend.StartAsync();
        busy.LetGo(10_000);
        idle.LetGo(10_000);
        busy.Load = """{"slots":8,"inFlight":8,"queued":40}""";
        idle.Load = """{"slots":8,"inFlight":0,"queued":0}""";
        await using var host = await BareYarpHost.StartAsync("prequal", new Dictionary<string, string> { ["1"] = busy.Address, ["2"] = idle.Address });

        // What is asked comes back beside the requests: from some request on, ten of ten go there.
        var tens = 0;
        long[] given;
        do
        {
            Assert.True(++tens < 500, "The busy one was picked again and again.");
            var before = Of(host, load => load.Assigned);
            for (var request = 0; request < 10; request++)
            {
                await host.Client.GetStringAsync("/job", TestContext.Current.CancellationToken);
            }

            given = [.. Of(host, load => load.Assigned).Zip(before, (now, then) => now - then)];
        }
        while (given[1] < 10);

        Assert.True(idle.Asked > 0 && busy.Asked > 0);
    }

    private Task<BareYarpHost> StartAsync(string policy, params (string Key, string Value)[] settings)
        => BareYarpHost.StartAsync(
            policy,
            _backends.Select((backend, index) => KeyValuePair.Create($"{index + 1}", backend.Address)).ToDictionary(),
            settings: settings.ToDictionary(one => $"Proxy:Clusters:workers:{one.Key}", one => (string?)one.Value));

    private static async Task<string> AskAsync(BareYarpHost host, int? customer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/job");
        if (customer is not null)
        {
            request.Headers.Add("X-Customer", $"customer-{customer}");
        }

        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static T[] Of<T>(BareYarpHost host, Func<Core.Leasing.DestinationLoad, T> read)
    {
        var state = host.Services.GetRequiredService<BalancingState>();
        Assert.True(host.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("workers", out var cluster));
        return [.. cluster.Destinations.Values.OrderBy(one => one.DestinationId, DestinationOrder.ById).Select(one => read(state.LoadOf(cluster, one)))];
    }
}
