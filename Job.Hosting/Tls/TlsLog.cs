using Microsoft.Extensions.Logging;

namespace Job.Hosting.Tls;

internal static partial class TlsLog
{
    [LoggerMessage(5301, LogLevel.Information, "Certificate of '{Subject}' in {File}, good until {Until:u}.")]
    public static partial void Using(ILogger logger, string subject, string file, DateTime until);

    [LoggerMessage(5302, LogLevel.Information, "Certificate in {File} was read anew: that of '{Subject}', good until {Until:u}. New connections go by it.")]
    public static partial void Reloaded(ILogger logger, string file, string subject, DateTime until);

    [LoggerMessage(5303, LogLevel.Warning, "Certificate in {File} ends at {Until:u}; replace the file before, the program notices.")]
    public static partial void EndsSoon(ILogger logger, string file, DateTime until);

    [LoggerMessage(5304, LogLevel.Warning, "{File} changed and could not be read, what it held before stays in use: {Fault}")]
    public static partial void NotReloaded(ILogger logger, string file, string fault);

    [LoggerMessage(5305, LogLevel.Information, "Authorities in {File} were read anew. New connections go by them.")]
    public static partial void AuthoritiesReloaded(ILogger logger, string file);
}
