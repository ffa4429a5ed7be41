using Balancing.Core.Queueing;
using Balancing.Yarp.Dispatching;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Balancing.Yarp.Tests.Dispatching;

/// <summary>How an application says what its requests are: by metadata, or by a classifier of its own.</summary>
public sealed class JobMetadataTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("headers", "Short", JobClass.Short, "app")]
    [InlineData("headers", "LONG", JobClass.Long, "app")]
    [InlineData("headers", "neither", null, "app")]
    [InlineData("Short", "Long", JobClass.Short, "")]
    [InlineData("long", "Short", JobClass.Long, "")]
    [InlineData("learned", "Short", null, "")]
    public async Task Metadata_OfTheRoute_SayWhereTypeAndApplicationStand(string job, string type, JobClass? label, string application)
    {
        await using var backend = await Backend.StartAsync("1");
        await using var host = await DispatchHost.StartAsync(new() { ["1"] = backend.Address }, ("Proxy:Routes:all:Metadata:Job", job));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Job-Type", type);
        request.Headers.Add("X-Application-Id", "app");

        using var answer = await host.Client.SendAsync(request, Token);

        var decision = Assert.Single(DispatchHost.State(host).DecisionsOf(DispatchHost.Cluster(host), 10));
        Assert.Equal((label, application, "all", "1"), (decision.Label, decision.Application, decision.Route, decision.Destination));
    }

    [Theory]
    [InlineData("/short", JobClass.Short, "own")]
    [InlineData("/nothing", null, "")]
    public async Task Classifier_OfOnesOwn_TakesThePlaceOfTheMetadata(string path, JobClass? label, string application)
    {
        await using var backend = await Backend.StartAsync("1");
        await using var host = await DispatchHost.StartAsync(
            new() { ["1"] = backend.Address },
            services => services.AddSingleton<IJobClassifier, ByPath>(),
            ("Proxy:Routes:all:Metadata:Job", "Long"));

        Assert.Equal("1", await host.Client.GetStringAsync(path, Token));

        var decision = Assert.Single(DispatchHost.State(host).DecisionsOf(DispatchHost.Cluster(host), 10));
        Assert.Equal((label, application), (decision.Label, decision.Application));
    }

    [Theory]
    [InlineData("Clusters:workers:Metadata:Dispatch.Slots", "0", "Cluster 'workers': Metadata 'Dispatch.Slots' is '0'; it must be unlimited, reported, or a number")]
    [InlineData("Clusters:workers:Metadata:Dispatch.Slot", "1", "Metadata 'Dispatch.Slot' is none that is known")]
    [InlineData("Clusters:workers:Metadata:Dispatch.Weights", "App1=x", "Metadata 'Dispatch.Weights' is 'App1=x'; it must be applicationIds with weights")]
    [InlineData("Clusters:workers:Metadata:Dispatch.DeadlineLong", "30", "Metadata 'Dispatch.DeadlineLong' is '30'; it must be a time (00:00:30, 30s or 200ms)")]
    [InlineData("Clusters:workers:Metadata:SlowStart", "soon", "Metadata 'SlowStart' is 'soon'")]
    [InlineData("Clusters:workers:Destinations:1:Metadata:Slots", "many", "Metadata 'Slots' of destination '1' is 'many'")]
    [InlineData("Routes:all:Metadata:Job", "body", "Route 'all': Metadata 'Job' is 'body'; it must be one of Short, Long, headers, learned, or be left out")]
    [InlineData("Routes:all:Metadata:Job.ApplicationHeader", "X Who", "Metadata 'Job.ApplicationHeader' is 'X Who'; it must be the name of a header")]
    [InlineData("Routes:all:Metadata:Job.Repeatable", "maybe", "Metadata 'Job.Repeatable' is 'maybe'; it must be true or false")]
    [InlineData("Routes:all:Metadata:Job.TypeHeader", "X-Type", "Metadata 'Job.TypeHeader' counts beside 'Job': 'headers' only")]
    public async Task Metadata_ThatCannotBeMeant_StopTheStartWithTheReason(string key, string value, string told)
    {
        await using var backend = await Backend.StartAsync("1");

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => DispatchHost.StartAsync(new() { ["1"] = backend.Address }, ("Proxy:" + key, value)));

        Assert.Contains(told, fault.ToString(), StringComparison.Ordinal);
    }

    private sealed class ByPath : IJobClassifier
    {
        public JobLabel Classify(HttpContext context, RouteConfig route)
            => context.Request.Path == "/short" ? new JobLabel(JobClass.Short, "own", Bytes: -1) : default;
    }
}
