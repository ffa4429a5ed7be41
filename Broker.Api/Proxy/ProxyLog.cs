namespace Broker.Api.Proxy;

internal static partial class ProxyLog
{
    [LoggerMessage(101, LogLevel.Information, "Configuration reloaded: {Routes} routes, {Clusters} clusters.")]
    public static partial void ConfigurationReloaded(ILogger logger, int routes, int clusters);

    [LoggerMessage(102, LogLevel.Warning, "Configuration not reloaded, the broker goes on with the settings it had: {Fault}")]
    public static partial void ConfigurationRefused(ILogger logger, string fault);

    [LoggerMessage(103, LogLevel.Information, "Policy of {Scope} changed to '{Policy}'.")]
    public static partial void PolicyChanged(ILogger logger, string scope, string policy);

    [LoggerMessage(106, LogLevel.Warning, "Broker: Request {Request} failed at Worker {Worker}: {Why}.")]
    public static partial void ForwardFailed(ILogger logger, string request, string? worker, string why);

    [LoggerMessage(104, LogLevel.Warning, "Worker {Worker} at {Address} fails its health checks; it gets no more jobs until it passes them.")]
    public static partial void WorkerLost(ILogger logger, string worker, string address);

    [LoggerMessage(105, LogLevel.Information, "Worker {Worker} at {Address} passes its health checks again; it gets jobs.")]
    public static partial void WorkerReturned(ILogger logger, string worker, string address);
}
