using System.Diagnostics;

namespace Worker.Api.Exec;

/// <summary>One program at work on one job.</summary>
internal sealed class ExecRun : IDisposable
{
    // A few lines of an error; the whole of a long one belongs into the program's own log.
    private const int TailBytes = 2048;

    // Where something that cannot be killed holds a stream open, the job does not wait for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly ExecStream _output;
    private readonly ExecStream _error;

    private ExecRun(Process process, ExecFamily family, byte[] input, int maxOutput)
    {
        _process = process;
        Family = family;
        _output = ExecStream.ReadWhole(process.StandardOutput.BaseStream, maxOutput);
        _error = ExecStream.ReadTail(process.StandardError.BaseStream, TailBytes);
        Feed(process.StandardInput.BaseStream, input);
    }

    /// <summary>The program and all it starts.</summary>
    public ExecFamily Family { get; }

    /// <summary>Whether it wrote more than it may.</summary>
    public bool IsOverfull => _output.Full.IsCompleted;

    public int ExitCode => _process.ExitCode;

    public ReadOnlyMemory<byte> Output => _output.Bytes;

    /// <summary>The end of what it wrote to its standard error.</summary>
    public string LastWords => _error.ToString().Trim();

    /// <summary>Starts a program.</summary>
    /// <param name="start">What to start.</param>
    /// <param name="leadsSession">Whether it will lead a session of its own.</param>
    /// <param name="input">What it reads from its standard input.</param>
    /// <param name="maxOutput">How many bytes it may write.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static ExecRun Start(ProcessStartInfo start, bool leadsSession, byte[] input, int maxOutput)
    {
        var family = new ExecFamily();
        start.Environment[ExecFamily.Variable] = family.Mark;
        var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch
        {
            process.Dispose();
            throw;
        }

        family.Begin(process, leadsSession);
        return new ExecRun(process, family, input, maxOutput);
    }

    /// <summary>Waits for its end, or ends it; whatever it started is ended, too, before this is done.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when something could not be ended.</returns>
    /// <exception cref="OperationCanceledException">It was ended before its time.</exception>
    public async Task<bool> FinishAsync(CancellationToken cancellationToken)
    {
        bool gone;
        try
        {
            await Task.WhenAny(_process.WaitForExitAsync(cancellationToken), _output.Full);
        }
        finally
        {
            gone = await Family.EndAsync();
        }

        cancellationToken.ThrowIfCancellationRequested();
        await _process.WaitForExitAsync(cancellationToken);
        await Task.WhenAny(Task.WhenAll(_output.Ended, _error.Ended), Task.Delay(Patience, cancellationToken));
        return gone;
    }

    public void Dispose()
    {
        // A process leaves the streams it has handed out to whoever has them; a thread that still reads keeps its own until it is done.
        _process.StandardOutput.Dispose();
        _process.StandardError.Dispose();
        _process.Dispose();
    }

    private static void Feed(Stream stream, byte[] input)
    {
        if (input.Length == 0)
        {
            stream.Dispose();
            return;
        }

        Task.Factory.StartNew(() => Write(stream, input), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static void Write(Stream stream, byte[] input)
    {
        try
        {
            using (stream)
            {
                stream.Write(input);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // It ended, or closed its input, without reading all of it; that is its own affair.
        }
    }
}
