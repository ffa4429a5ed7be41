using System.Globalization;

namespace Client.Cli.Output;

/// <summary>
/// One line on standard error that says how far a long batch is, rewritten in place; silent for the first two seconds and where
/// standard error is no terminal.
/// </summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    private readonly Lock _line = new(); // the timer and the printer write to the same row
    private readonly TextWriter _error;
    private readonly long _total;
    private readonly ITimer? _timer;
    private long _done;
    private int _shown; // columns of the line that stands there now
    private bool _ended;

    public Progress(Terminal terminal, long total, TimeProvider time)
    {
        _error = terminal.Error;
        _total = total;
        if (terminal.ErrorIsTerminal)
        {
            _timer = time.CreateTimer(_ => Show(), null, Patience, Beat);
        }
    }

    /// <summary>Counts one job whose answer, good or bad, has arrived.</summary>
    public void CountOne() => Interlocked.Increment(ref _done);

    /// <summary>Takes the line away, so that another can be written in its place.</summary>
    public void Clear()
    {
        lock (_line)
        {
            if (_shown > 0)
            {
                _error.Write('\r' + new string(' ', _shown) + '\r');
                _error.Flush();
                _shown = 0;
            }
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_line)
        {
            _ended = true; // a beat that is just now on its way must not write behind the last word
        }

        Clear();
    }

    private void Show()
    {
        lock (_line)
        {
            if (_ended)
            {
                return;
            }

            var line = string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Read(ref _done)} of {_total} jobs done");
            _error.Write('\r' + line);
            _error.Flush();
            _shown = line.Length;
        }
    }
}
