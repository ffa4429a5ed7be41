using System.Text;
using Job.Contracts;
using Microsoft.Extensions.Logging;

namespace Job.Hosting.Logging;

/// <summary>
/// Puts whole lines on the two output streams from a thread of its own, many lines to one write. Whoever logs only adds to a list;
/// when the reader of the stream is slower than the log, further lines are dropped and counted, and no request waits.
/// </summary>
internal sealed class LineWriter
{
    // 8192 lines of 100 characters are under 2 MB; fewer would drop lines in the bursts a busy broker makes within one linger.
    private const int MostWaiting = 8192;

    // Lines of 5 ms travel together: at 10,000 jobs/s that is 50 lines for one system call, and nobody reads faster.
    private const int LingerMs = 5;

    private static readonly TimeSpan ExitBound = TimeSpan.FromSeconds(2);

    private readonly Func<TextWriter> _output;
    private readonly Func<TextWriter> _error;
    private readonly Lock _starting = new();

    // Guards everything below; held for a few instructions only, never while writing.
    private readonly object _gate = new();
    private List<Line> _waiting = [];
    private bool _writerSleeps;
    private int _flushes;
    private long _added;
    private long _written;
    private long _dropped;
    private Thread? _thread;

    public LineWriter(Func<TextWriter> output, Func<TextWriter> error)
    {
        _output = output;
        _error = error;
    }

    /// <summary>The one of this process: several hosts in one process must not tear each other's lines.</summary>
    public static LineWriter Shared { get; } = ForConsole();

    /// <summary>How lines are written that are not a logger's.</summary>
    public LogFormat Format { get; set; }

    /// <summary>Writes what the program says of itself, as the log is written.</summary>
    public void Say(string message, LogLevel level)
    {
        var prefix = level switch { LogLevel.Warning => "warn: ", >= LogLevel.Error => "fail: ", _ => "" };
        Write(Format == LogFormat.Json ? JsonLine.Of(message, TimeProvider.System, level) : prefix + PrintableText.Of(message), isError: level >= LogLevel.Warning);
    }

    /// <summary>Adds a line; never blocks on the stream.</summary>
    public void Write(string line, bool isError)
    {
        EnsureStarted();
        lock (_gate)
        {
            if (_waiting.Count >= MostWaiting)
            {
                _dropped++;
                return;
            }

            _waiting.Add(new Line(line, isError));
            _added++;
            if (_writerSleeps)
            {
                _writerSleeps = false;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits until every line added so far is on its stream, or the bound is over.</summary>
    public void Flush(TimeSpan bound)
    {
        var end = Environment.TickCount64 + (long)bound.TotalMilliseconds;
        lock (_gate)
        {
            var target = _added;
            _flushes++;
            Monitor.PulseAll(_gate);
            while (_written < target && end - Environment.TickCount64 is > 0 and var left)
            {
                Monitor.Wait(_gate, (int)left);
            }

            _flushes--;
        }
    }

    private static LineWriter ForConsole()
    {
        var writer = new LineWriter(() => Console.Out, () => Console.Error);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => writer.Flush(ExitBound);
        return writer;
    }

    private void EnsureStarted()
    {
        if (Volatile.Read(ref _thread) is not null)
        {
            return;
        }

        lock (_starting)
        {
            if (_thread is null)
            {
                var thread = new Thread(Run) { IsBackground = true, Name = "log lines" };
                thread.Start();
                Volatile.Write(ref _thread, thread);
            }
        }
    }

    private void Run()
    {
        List<Line> taken = [];
        var text = new StringBuilder();
        while (true)
        {
            long dropped;
            lock (_gate)
            {
                while (_waiting.Count == 0)
                {
                    _writerSleeps = true;
                    Monitor.Wait(_gate);
                }

                _writerSleeps = false;
                (_waiting, taken) = (taken, _waiting);
                (dropped, _dropped) = (_dropped, 0);
            }

            Put(taken, dropped, text);
            lock (_gate)
            {
                _written += taken.Count;
                Monitor.PulseAll(_gate);
                if (_flushes == 0)
                {
                    Monitor.Wait(_gate, LingerMs);
                }
            }

            taken.Clear();
        }
    }

    private void Put(List<Line> lines, long dropped, StringBuilder text)
    {
        for (var i = 0; i < lines.Count;)
        {
            var isError = lines[i].IsError;
            text.Clear();
            for (; i < lines.Count && lines[i].IsError == isError; i++)
            {
                text.Append(lines[i].Text).Append('\n');
            }

            Put(isError ? _error() : _output(), text);
        }

        if (dropped > 0)
        {
            var message = $"{dropped} lines of the log were dropped: they came faster than they were read";
            Put(_error(), text.Clear().Append(Format == LogFormat.Json ? JsonLine.Of(message, TimeProvider.System, LogLevel.Warning) : "warn: " + message).Append('\n'));
        }
    }

    private static void Put(TextWriter writer, StringBuilder text)
    {
        try
        {
            writer.Write(text.ToString()); // one string, one system call: the builder itself would go out chunk by chunk, and tear lines
            writer.Flush();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // The stream is closed or its disk is full. A log that cannot be written is no reason to stop serving.
        }
    }

    private readonly record struct Line(string Text, bool IsError);
}
