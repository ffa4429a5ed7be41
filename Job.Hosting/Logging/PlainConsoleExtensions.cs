using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Job.Hosting.Logging;

/// <summary>Adds the console of broker and worker to a logging builder.</summary>
public static class PlainConsoleExtensions
{
    /// <summary>
    /// Logs to the console the way people read it: Information and below as the bare message on standard output, Warning and above
    /// as <c>warn: message</c> or <c>fail: message</c> on standard error, an exception by type and message. One line each, whatever is in
    /// the message; a stack trace only when the default level is Debug or lower.
    /// </summary>
    /// <remarks>
    /// Logging adds a string to a list and goes on. Lines that come faster than they are read are dropped, and their number is logged.
    /// Other providers are removed, so that no line appears twice.
    /// </remarks>
    /// <param name="logging">The logging of a host.</param>
    /// <param name="format">Lines as above; or a JSON object a line, on the same streams, with everything that is known of it.</param>
    /// <returns>The same builder.</returns>
    public static ILoggingBuilder AddPlainConsole(this ILoggingBuilder logging, LogFormat format = LogFormat.Lines)
    {
        logging.ClearProviders();
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, PlainConsoleProvider>(
            services => new PlainConsoleProvider(services.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(), LineWriter.Shared, format)));
        return logging;
    }
}
