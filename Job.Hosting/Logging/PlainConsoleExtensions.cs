using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

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
    /// <returns>The same builder.</returns>
    public static ILoggingBuilder AddPlainConsole(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, PlainConsoleProvider>());
        return logging;
    }
}
