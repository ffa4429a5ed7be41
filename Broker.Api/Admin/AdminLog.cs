namespace Broker.Api.Admin;

internal static partial class AdminLog
{
    [LoggerMessage(141, LogLevel.Information, "Audit: {Who} at {Address} changed {What}: before {Before}; after {After}.")]
    public static partial void Changed(ILogger logger, string who, string address, string what, string before, string after);

    [LoggerMessage(143, LogLevel.Warning, "Audit: refused {Method} {Path} of {Address} with {Status}, and {Unsaid} more calls since the last such line: {Why}")]
    public static partial void Refused(ILogger logger, string method, string path, string address, int status, int unsaid, string why);

    [LoggerMessage(142, LogLevel.Warning, "The admin key in {File} cannot be read any more, the one before stays in force: {Fault}")]
    public static partial void KeyNotRead(ILogger logger, string file, string fault);
}
