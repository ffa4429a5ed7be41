using Balancing.Yarp.Leasing;

namespace Broker.Api.Dashboard;

/// <summary>Closes each second of <see cref="Traffic"/>, and notes what has changed in it. Costs some tens of microseconds a second.</summary>
internal sealed partial class TrafficClock(Traffic traffic, ChangeWatch changes, BalancingState balancing, TimeProvider time, ILogger<TrafficClock> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        changes.Look(); // what changes within the first second has changed, too
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // told to stop
        }
    }

    private void Look()
    {
        try
        {
            changes.Look();
            traffic.Close(balancing);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogFailed(exception); // the next second may succeed; without this there would be none
        }
    }

    [LoggerMessage(601, LogLevel.Warning, "A second of the dashboard's statistics was lost")]
    private partial void LogFailed(Exception exception);
}
