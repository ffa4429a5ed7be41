namespace Worker.Api.Membership;

internal static partial class RegistrationLog
{
    [LoggerMessage(3101, LogLevel.Information, "Worker {Worker} joined the broker at {Broker} as {Address}.")]
    public static partial void Joined(ILogger logger, string worker, string broker, string address);

    [LoggerMessage(3102, LogLevel.Warning, "Worker {Worker} could not register with the broker at {Broker}: {Why}. It goes on trying.")]
    public static partial void Failed(ILogger logger, string worker, string broker, string why);

    [LoggerMessage(3103, LogLevel.Information, "Worker {Worker} says goodbye to the broker at {Broker}; jobs on their way are finished first.")]
    public static partial void Leaving(ILogger logger, string worker, string broker);

    [LoggerMessage(3104, LogLevel.Information, "Worker {Worker} left the broker at {Broker}.")]
    public static partial void Left(ILogger logger, string worker, string broker);

    [LoggerMessage(3105, LogLevel.Warning, "Worker {Worker} could not say goodbye to the broker at {Broker}: {Why}. Jobs on their way may be refused.")]
    public static partial void NoGoodbye(ILogger logger, string worker, string broker, string why);
}
