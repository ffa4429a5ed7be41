namespace Broker.Api.Membership;

internal static partial class MemberLog
{
    [LoggerMessage(111, LogLevel.Information, "Worker {Worker} joined cluster '{Cluster}' at {Address}; it gets jobs.")]
    public static partial void Joined(ILogger logger, string worker, string cluster, string address);

    [LoggerMessage(112, LogLevel.Information, "Worker {Worker} at {Address} is another process than before; it took the place of the one at {Before}.")]
    public static partial void Replaced(ILogger logger, string worker, string address, string before);

    [LoggerMessage(113, LogLevel.Information, "Worker {Worker} at {Address} says goodbye; it gets no more jobs, and those it has are finished.")]
    public static partial void Left(ILogger logger, string worker, string address);

    [LoggerMessage(114, LogLevel.Warning, "Worker {Worker} at {Address} has not renewed its lease of {Lease:0.###} s; it gets no more jobs until it does.")]
    public static partial void Lapsed(ILogger logger, string worker, string address, double lease);

    [LoggerMessage(115, LogLevel.Information, "Worker {Worker} at {Address} is gone; it holds no job any more.")]
    public static partial void Ended(ILogger logger, string worker, string address);

    [LoggerMessage(116, LogLevel.Information, "Worker {Worker} is draining: it gets no more jobs, and those it has are finished.")]
    public static partial void Draining(ILogger logger, string worker);

    [LoggerMessage(117, LogLevel.Information, "Worker {Worker} is open again; it gets jobs.")]
    public static partial void Opened(ILogger logger, string worker);

    [LoggerMessage(118, LogLevel.Warning, "Worker {Worker} at {Address} was refused: {Why}")]
    public static partial void Refused(ILogger logger, string worker, string address, string why);

    [LoggerMessage(119, LogLevel.Error, "The members could not be looked at; the next try is in half a second.")]
    public static partial void LookFailed(ILogger logger, Exception exception);
}
