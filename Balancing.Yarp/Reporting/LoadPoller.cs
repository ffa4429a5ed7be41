using System.Threading.Channels;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Leasing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Reporting;

/// <summary>
/// Asks destinations for their load, <c>GET /load</c>, where slots are reported and nothing was heard for a second: at the start of the application before it
/// listens, when one joins, and once a second.
/// </summary>
/// <remarks>A cluster whose answers or health probes carry reports is hardly ever asked; one with fixed slots, or none, never.</remarks>
internal sealed partial class LoadPoller(IProxyStateLookup proxy, BalancingState state, TimeProvider time, ILogger<LoadPoller> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A worker that mixes reports and nonsense must not fill the log.
    private static readonly TimeSpan SayAgainAfter = TimeSpan.FromMinutes(1);

    // The start waits no longer than this for first answers: an address that drops packets must not hold the application up.
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(0.5);

    // Something else answers there: it is asked now and then, for it may be replaced by one that reports.
    private static readonly TimeSpan WithoutReport = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private Task _running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var first = Task.WhenAll(AskSilentOnes());
        await Task.WhenAny(first, Task.Delay(PatienceAtStart, time, cancellationToken));
        state.DestinationsChanged += Wake;
        _timer = time.CreateTimer(static poller => ((LoadPoller)poller!).Wake(), this, Interval, Interval);
        _running = RunAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        state.DestinationsChanged -= Wake;
        _wakes.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _running;
    }

    // The source of the stop stays: an application with two owners may be stopped by one after the other has disposed of it. It holds nothing.
    public void Dispose() => _timer?.Dispose();

    private void Wake() => _wakes.Writer.TryWrite(true);

    private async Task RunAsync()
    {
        await foreach (var _ in _wakes.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                AskSilentOnes(); // nobody waits for the answers: each goes to the telemetry by itself
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogFailed(exception); // the next round may meet a better configuration; without this one there would be none
            }
        }
    }

    private List<Task> AskSilentOnes()
    {
        var questions = new List<Task>();
        foreach (var cluster in proxy.GetClusters())
        {
            var dispatch = state.Of(cluster);
            dispatch.Follow(cluster, policy: null);
            foreach (var destination in cluster.DestinationsState.AvailableDestinations.Where(dispatch.IsReported))
            {
                dispatch.LookAtSlots(destination); // its last word may have grown too old since
                var known = dispatch.Known(destination);
                SayIfAbsurd(destination, known, dispatch.Now);
                if (known.Telemetry.Silence(dispatch.Now) >= Interval && dispatch.Now >= known.AskAgainAt && !known.IsBeingAsked)
                {
                    questions.Add(AskAsync(cluster, dispatch, destination, known));
                }
            }
        }

        return questions;
    }

    private void SayIfAbsurd(DestinationState destination, KnownDestination known, TimeSpan now)
    {
        if (known.Telemetry.Fault is not { } fault)
        {
            known.WasAbsurd = false;
        }
        else if (!known.WasAbsurd && now >= known.SayAgainAt)
        {
            known.WasAbsurd = true;
            known.SayAgainAt = now + SayAgainAfter;
            LogAbsurd(destination.DestinationId, known.Address, fault);
        }
    }

    [LoggerMessage(201, LogLevel.Warning, "Worker {Worker} at {Address} reports what cannot be true: {Fault}. Its slots count as unknown until it reports better.")]
    private partial void LogAbsurd(string worker, string address, string fault);

    [LoggerMessage(202, LogLevel.Error, "Destinations could not be asked for their load; the next try is in a second.")]
    private partial void LogFailed(Exception exception);

    private async Task AskAsync(ClusterState cluster, ClusterDispatch dispatch, DestinationState destination, KnownDestination known)
    {
        known.IsBeingAsked = true;
        var reply = await LoadQuestion.AskAsync(cluster, destination, time, json => known.Telemetry.Loaded(json, dispatch.Now), _stopping.Token);
        if (reply == LoadReply.NoReport)
        {
            known.Telemetry.LoadMissing();
        }

        if (reply == LoadReply.NoReport || known.Telemetry.Fault is not null)
        {
            known.AskAgainAt = dispatch.Now + WithoutReport;
        }

        // Where nobody listens nothing can be sent: it stays one that has just joined.
        known.WasAsked |= reply != LoadReply.Refused;
        known.IsBeingAsked = false;
        dispatch.LookAtSlots(destination);
    }
}
