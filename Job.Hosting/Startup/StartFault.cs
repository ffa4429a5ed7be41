using System.Net.Sockets;
using System.Text.RegularExpressions;
using Job.Contracts;
using Job.Hosting.Logging;
using Job.Hosting.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Job.Hosting.Startup;

/// <summary>The words and the exit code for a start that failed.</summary>
internal sealed partial record StartFault(int ExitCode, string Text)
{
    public static StartFault Of(Exception exception, ServiceHost? host = null) => exception switch
    {
        StartException start => start.Fault,
        SettingsException settings => Wrong(settings.Faults.Select(fault => fault.Message)),
        OptionsValidationException options => Wrong(options.Failures),
        IOException { InnerException: AddressInUseException } taken when host is not null && OtherAddress(taken.Message, host.Port) is { } address => Failed(
            $"{address} is in use: another program, or a broker that still runs, listens there. Stop it, or choose another address."),
        IOException { InnerException: AddressInUseException } when host is not null => Failed(
            $"Port {host.Port} is in use: a broker or worker that still runs, or another program, listens there. Stop it, or choose another port with {host.PortFlag}."),
        SocketException { SocketErrorCode: SocketError.AccessDenied } when host is not null => Failed(
            $"Port {host.Port} may not be listened on by this user: below 1024 that takes an administrator. Choose another port with {host.PortFlag}."),
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } when host is not null => Failed(
            $"Port {host.Port} cannot be listened on: the address it was asked for is none of this machine's. Choose another with --bind-address or --urls."),
        _ => Failed(string.Join("\n", Messages(exception).Distinct())),
    };

    // A server may have more than one: Kestrel names the one that is taken.
    private static string? OtherAddress(string message, int port)
        => Address().Match(message) is { Success: true } found && Uri.TryCreate(found.Value, UriKind.Absolute, out var address) && address.Port != port ? found.Value : null;

    [GeneratedRegex(@"https?://[^ ]+(?=: address already in use)")]
    private static partial Regex Address();

    private static StartFault Wrong(IEnumerable<string> faults) => new(2, string.Join('\n', faults.Select(PrintableText.Of)));

    private static StartFault Failed(string text) => new(1, text);

    // A host wraps what went wrong several times over; each layer's own words, one line each.
    private static IEnumerable<string> Messages(Exception exception) => exception switch
    {
        AggregateException many => many.InnerExceptions.SelectMany(Messages),
        _ => exception.InnerException is { } inner
            ? [PrintableText.Of(exception.Message), .. Messages(inner)]
            : [PrintableText.Of(exception.Message)],
    };
}
