using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sockets;
using Yarp.ReverseProxy;

namespace Balancing.Yarp.Tests;

/// <summary>What else an application may have in its pipeline: session affinity, transforms, candidates it chose itself.</summary>
public sealed class OtherMiddlewareTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> Affinity = new()
    {
        ["Proxy:Clusters:workers:SessionAffinity:Enabled"] = "true",
        ["Proxy:Clusters:workers:SessionAffinity:Policy"] = "HashCookie",
        ["Proxy:Clusters:workers:SessionAffinity:FailurePolicy"] = "Redistribute",
        ["Proxy:Clusters:workers:SessionAffinity:AffinityKeyName"] = "lb",
    };

    private readonly RefusingPort _gone = new();
    private Backend _one = null!;
    private Backend _two = null!;
    private Backend _three = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _one = await Backend.StartAsync("1");
        _two = await Backend.StartAsync("2");
        _three = await Backend.StartAsync("3");
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _three.DisposeAsync();
        _gone.Dispose();
    }

    [Fact]
    public async Task Affinity_SessionBound_GoesToItsDestinationAndIsCountedThere()
    {
        await using var host = await BareYarpHost.StartAsync("round-robin", All(), settings: Affinity);
        using var first = await host.Client.GetAsync("/", Token); // the client keeps the cookie

        for (var request = 0; request < 5; request++)
        {
            Assert.Equal(await first.Content.ReadAsStringAsync(Token), await host.Client.GetStringAsync("/", Token));
        }

        await Eventually.HoldsAsync(() => Counts(host) == "0/6 0/0 0/0", () => Counts(host));
    }

    [Fact]
    public async Task Retry_AffinityAndTransforms_LeaveNothingOfTheFirstTry()
    {
        await using var host = await BareYarpHost.StartAsync("round-robin", OneRefuses(), settings: new Dictionary<string, string?>(Affinity)
        {
            ["Proxy:Routes:all:Transforms:0:ResponseHeader"] = "X-Tries",
            ["Proxy:Routes:all:Transforms:0:Append"] = "one",
            ["Proxy:Routes:all:Transforms:0:When"] = "Always",
        });

        using var answer = await host.Client.GetAsync("/", Token);

        Assert.Equal("2", await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal(1, host.Services.GetRequiredService<BalancingState>().Retried);
        Assert.Equal(["one"], answer.Headers.GetValues("X-Tries"));
        Assert.Single(answer.Headers.GetValues("Set-Cookie")); // one that binds the session to the dead destination would be the second
    }

    [Fact]
    public async Task Retry_HeadersSetBeforeTheProxy_Stay()
    {
        await using var host = await BareYarpHost.StartAsync("round-robin", OneRefuses(), proxy =>
        {
            proxy.Use((context, next) =>
            {
                context.Response.Headers["X-Before"] = "stays";
                return next(context);
            });
            proxy.UseLoadBalancing();
        });

        using var answer = await host.Client.GetAsync("/", Token);

        Assert.Equal("2", await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal(["stays"], answer.Headers.GetValues("X-Before"));
    }

    [Fact]
    public async Task Retry_PassiveHealthChecks_HearOfTheTryThatFailed()
    {
        await using var host = await BareYarpHost.StartAsync("round-robin", OneRefuses(), settings: new Dictionary<string, string?>
        {
            ["Proxy:Clusters:workers:HealthCheck:Passive:Enabled"] = "true",
            ["Proxy:Clusters:workers:HealthCheck:Passive:ReactivationPeriod"] = "01:00:00",
            ["Proxy:Clusters:workers:HealthCheck:AvailableDestinationsPolicy"] = "HealthyAndUnknown",
        });

        for (var request = 0; request < 40; request++) // YARP judges from ten requests on
        {
            Assert.Equal("2", await host.Client.GetStringAsync("/", Token));
        }

        Assert.InRange(host.Services.GetRequiredService<BalancingState>().Retried, 1, 15); // then the dead one is out
    }

    [Theory]
    [InlineData("round-robin")]
    [InlineData("least-requests")]
    public async Task Candidates_ChosenByTheApplicationAnewEachTime_AreRotatedAmong(string policy)
    {
        await using var host = await BareYarpHost.StartAsync(policy, All(), proxy =>
        {
            proxy.Use((context, next) =>
            {
                var feature = context.GetReverseProxyFeature();
                feature.AvailableDestinations = [.. feature.AvailableDestinations.Where(destination => destination.DestinationId != "2")];
                return next(context);
            });
            proxy.UseLoadBalancing();
        });

        List<string> answers = [];
        for (var request = 0; request < 6; request++)
        {
            answers.Add(await host.Client.GetStringAsync("/", Token));
            await Eventually.HoldsAsync(() => Counts(host).Split(' ').All(count => count.StartsWith("0/", StringComparison.Ordinal)), () => Counts(host));
        }

        Assert.Equal(["1", "3", "1", "3", "1", "3"], answers);
    }

    /// <summary>In flight and assigned, by id.</summary>
    private static string Counts(BareYarpHost host)
    {
        var cluster = host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Single();
        var state = host.Services.GetRequiredService<BalancingState>();
        return string.Join(' ', cluster.Destinations.Values.Select(destination => state.LoadOf(cluster, destination))
            .OrderBy(load => load.Id, DestinationOrder.ById).Select(load => $"{load.InFlight}/{load.Assigned}"));
    }

    private Dictionary<string, string> All() => new() { ["1"] = _one.Address, ["2"] = _two.Address, ["3"] = _three.Address };

    private Dictionary<string, string> OneRefuses() => new() { ["1"] = _gone.Address, ["2"] = _two.Address };
}
