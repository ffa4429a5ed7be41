namespace Broker.Api.Dispatch;

internal static partial class DispatchLog
{
    [LoggerMessage(107, LogLevel.Information, "Dispatch changed: {Changes}.")]
    public static partial void Changed(ILogger logger, string changes);
}
