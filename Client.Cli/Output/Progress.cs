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

    private readonly Lock _row = new(); // the timer and the printer write to the same row
    private readonly TextWriter _error;
    private readonly Func<string> _line;
    private readonly ITimer? _timer;
    private long _done;
    private int _shown; // columns of the line that stands there now
    private bool _ended;

    /// <summary>Counts to a number of jobs.</summary>
    public Progress(Terminal terminal, long total, TimeProvider time)
        : this(terminal, null, total, time)
    {
    }

    /// <summary>Shows what <paramref name="line"/> says; it is called from a thread of its own.</summary>
    public Progress(Terminal terminal, Func<string> line, TimeProvider time)
        : this(terminal, line, 0, time)
    {
    }

    private Progress(Terminal terminal, Func<string>? line, long total, TimeProvider time)
    {
        _error = terminal.Error;
        _line = line ?? (() => string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Read(ref _done)} of {total} jobs done"));
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
        lock (_row)
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
        lock (_row)
        {
            _ended = true; // a beat that is just now on its way must not write behind the last word
        }

        Clear();
    }

    private void Show()
    {
        lock (_row)
        {
            if (_ended)
            {
                return;
            }

            var line = _line();
            _error.Write('\r' + line + new string(' ', Math.Max(0, _shown - line.Length)));
            _error.Flush();
            _shown = line.Length;
        }
    }
}
