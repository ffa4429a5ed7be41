namespace Broker.Api.Restarting;

internal static partial class RestartLog
{
    [LoggerMessage(131, LogLevel.Information, "Rolling restart of {Workers} workers.")]
    public static partial void Begun(ILogger logger, int workers);

    [LoggerMessage(132, LogLevel.Information, "Worker {Worker} was restarted.")]
    public static partial void Restarted(ILogger logger, string worker);

    [LoggerMessage(133, LogLevel.Information, "Rolling restart done.")]
    public static partial void Done(ILogger logger);

    [LoggerMessage(134, LogLevel.Error, "Rolling restart ended at worker {Worker}: {Why}")]
    public static partial void Failed(ILogger logger, string worker, string why);
}
