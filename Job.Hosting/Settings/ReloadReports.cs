using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Job.Hosting.Settings;

/// <summary>Carries what the settings files report to the log, which does not exist yet when they are first read.</summary>
internal sealed partial class ReloadReports
{
    private readonly Queue<string> _early = new();
    private ILogger? _logger;

    public void Add(string report)
    {
        lock (_early)
        {
            if (_logger is null)
            {
                _early.Enqueue(report);
            }
            else
            {
                LogRefused(_logger, report);
            }
        }
    }

    /// <summary>Gives the reports a log as soon as the host has one.</summary>
    internal sealed class ToLog(ReloadReports reports, ILogger<ReloadReports> logger) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lock (reports._early)
            {
                reports._logger = logger;
                while (reports._early.TryDequeue(out var report))
                {
                    LogRefused(logger, report);
                }
            }

            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [LoggerMessage(5101, LogLevel.Warning, "{Report}")]
    private static partial void LogRefused(ILogger logger, string report);
}
