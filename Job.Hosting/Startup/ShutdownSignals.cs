using System.Runtime.InteropServices;

namespace Job.Hosting.Startup;

/// <summary>Listens for Ctrl-C and SIGTERM: the first asks for a drain, a second Ctrl-C ends the process at once with 130.</summary>
/// <remarks>Replaces the console lifetime of the hosts, which would stop all of them at the same time and swallow the second Ctrl-C.</remarks>
public sealed class ShutdownSignals : IDisposable
{
    private const int EndedByCtrlC = 130; // 128 + SIGINT, as every shell has it

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _interrupts;

    /// <summary>Starts to listen; until it is disposed of, the signals no longer end the process by themselves.</summary>
    public ShutdownSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true; // the default would end the process with jobs inside
        if (context.Signal is PosixSignal.SIGINT && Interlocked.Increment(ref _interrupts) > 1)
        {
            Environment.Exit(EndedByCtrlC);
        }

        // What waits for the token must not run on the signal's thread: it would keep the second Ctrl-C from being heard.
        ThreadPool.QueueUserWorkItem(static stop => stop.Cancel(), _stop, preferLocal: false);
    }
}
