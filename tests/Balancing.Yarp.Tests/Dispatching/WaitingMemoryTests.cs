using System.Globalization;
using Balancing.Core.Queueing;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests.Dispatching;

/// <summary>What a request costs that waits, beside its body and what the server keeps of any request.</summary>
public sealed class WaitingMemoryTests
{
    private const int Jobs = 10_000;

    [Theory]
    [InlineData(20)]
    [InlineData(Jobs)] // each from an application of its own, whose costs are kept, too
    public async Task Request_Waiting_CostsUnder2Kilobytes(int applications)
    {
        await using var backend = await Backend.StartAsync("1", held: true);
        await using var host = await DispatchHost.StartAsync(
            new() { ["1"] = backend.Address },
            services => services.AddSingleton<IJobClassifier, ByItem>(),
            ("Proxy:Clusters:workers:Metadata:Dispatch.MaxQueue", "100000"),
            ("Proxy:Clusters:workers:Metadata:Dispatch.DeadlineShort", "1d")); // has a place among the deadlines, too
        var dispatch = new DispatchMiddleware(_ => Task.CompletedTask, DispatchHost.State(host));
        using var left = new CancellationTokenSource();
        var names = Enumerable.Range(0, applications).Select(application => $"application {application.ToString(CultureInfo.InvariantCulture)}").ToArray();
        var contexts = Enumerable.Range(0, Jobs + 2).Select(job => Context(host, names[job % names.Length], left.Token)).ToArray();
        var waiting = new List<Task>(Jobs) { dispatch.InvokeAsync(contexts[0]), dispatch.InvokeAsync(contexts[1]) }; // the first takes the slot

        // What this thread allocates up to the wait: an upper bound, as some of it is garbage by then.
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var context in contexts.AsSpan(2))
        {
            waiting.Add(dispatch.InvokeAsync(context));
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Jobs;
        Assert.Equal(Jobs + 1, DispatchHost.State(host).WaitingIn(DispatchHost.Cluster(host)));
        Assert.InRange(each, 1, 2048);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting.Skip(1)));
        Assert.Equal(0, DispatchHost.State(host).WaitingIn(DispatchHost.Cluster(host)));
    }

    private static DefaultHttpContext Context(BareYarpHost host, string application, CancellationToken aborted)
    {
        var lookup = host.Services.GetRequiredService<IProxyStateLookup>();
        var cluster = DispatchHost.Cluster(host);
        Assert.True(lookup.TryGetRoute("all", out var route));
        var context = new DefaultHttpContext { RequestAborted = aborted };
        context.Items[nameof(ByItem)] = application;
        context.Features.Set<IReverseProxyFeature>(new ReverseProxyFeature
        {
            Route = route,
            Cluster = cluster.Model,
            AllDestinations = cluster.DestinationsState.AllDestinations,
            AvailableDestinations = cluster.DestinationsState.AvailableDestinations,
        });
        Assert.Null(ForwardAttempt.Of(context));
        return context;
    }

    private sealed class ByItem : IJobClassifier
    {
        public JobLabel Classify(HttpContext context, RouteConfig route)
            => new(JobClass.Short, (string)context.Items[nameof(ByItem)]!);
    }
}
