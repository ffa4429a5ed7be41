using System.Text;
using Balancing.Core.Retrying;
using Balancing.Yarp.Leasing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sockets;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Tests.Forwarding;

/// <summary>A plain YARP application before backends of bare sockets that fail in all the ways they can.</summary>
internal static class RetryHost
{
    private const string Junk = "SSH-2.0-OpenSSH_9.6\r\n";
    private const string HalfHead = "HTTP/1.1 200 OK\r\nContent-";
    private const string HalfAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nX-Bad: yes\r\n\r\nhalf";
    private const string BadChunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static RawBackend Bad(string fault) => fault switch
    {
        "reset" => RawBackend.Resets(),
        "early end" => RawBackend.Says(""),
        "half a head" => RawBackend.Says(HalfHead, thenResets: true),
        "half an answer" => RawBackend.Says(HalfAnswer),
        "half an answer, reset" => RawBackend.Says(HalfAnswer, thenResets: true),
        "junk" => RawBackend.Says(Junk),
        "junk for a chunk" => RawBackend.Says(BadChunk),
        "endless head" => RawBackend.Repeats("HTTP/1.1 200 OK\r\n", new string('x', 1000) + ": y\r\n"),
        _ => RawBackend.Answers($"{fault} No", "X-Bad: yes\r\n" + (fault == "503" ? "Retry-After: 0\r\n" : ""), "no"),
    };

    public static Task<BareYarpHost> StartAsync(params RawBackend[] backends) => StartAsync(backends, repeatable: true);

    public static Task<BareYarpHost> StartAsync(
        RawBackend[] backends, bool repeatable = true, bool buffered = true, Action<IReverseProxyApplicationBuilder>? pipeline = null)
        => StartAsync([.. backends.Select(backend => backend.Address)], repeatable, buffered, pipeline);

    public static Task<BareYarpHost> StartAsync(
        string[] addresses, bool repeatable = true, bool buffered = true, Action<IReverseProxyApplicationBuilder>? pipeline = null, bool ownSpansOnly = false)
        => BareYarpHost.StartAsync(
            "round-robin",
            addresses.Select((address, index) => (Id: $"{index + 1}", address)).ToDictionary(one => one.Id, one => one.address),
            proxy =>
            {
                if (buffered)
                {
                    proxy.Use((context, next) =>
                    {
                        context.Request.EnableBuffering();
                        return next();
                    });
                }

                pipeline?.Invoke(proxy);
                proxy.UseLoadBalancing();
            },
            new Dictionary<string, string?>
            {
                ["Proxy:Routes:all:Metadata:Job.Repeatable"] = repeatable ? "true" : "false",
                [BareYarpHost.OwnSpansOnly] = $"{ownSpansOnly}",
            });

    // With a body: what has none .NET's own client sends up to four times, where a connection ends without a byte of an answer.
    public static Task<HttpResponseMessage> PostAsync(BareYarpHost host) => host.Client.PostAsync("/", new StringContent("body"), Token);

    // Null when the connection broke under the answer.
    public static async Task<int?> StatusAsync(BareYarpHost host)
    {
        try
        {
            using var answer = await PostAsync(host);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public static BalancingState State(BareYarpHost host) => host.Services.GetRequiredService<BalancingState>();

    public static ClusterState Cluster(BareYarpHost host) => host.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Single();

    public static async Task<IEnumerable<(int Try, TryOutcome? Outcome, bool? Succeeded)>> TriesAsync(BareYarpHost host, int tries)
    {
        await Eventually.HoldsAsync(() => State(host).DecisionsOf(Cluster(host), 10).Count(one => one.Outcome is not null) == tries, () => "not all have ended");
        return State(host).DecisionsOf(Cluster(host), 10).Select(one => (one.Try, one.Outcome, one.Succeeded));
    }

    public static Task ReturnsToZeroAsync(BareYarpHost host) => Eventually.HoldsAsync(
        () => State(host).Held.Count == 0 && State(host).WaitingIn(Cluster(host)) == 0
            && Cluster(host).Destinations.Values.All(destination => State(host).LoadOf(Cluster(host), destination).InFlight == 0),
        () => $"{State(host).Held.Count} bytes held, {State(host).WaitingIn(Cluster(host))} wait");
}
