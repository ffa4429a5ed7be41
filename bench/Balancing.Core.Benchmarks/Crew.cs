namespace Balancing.Core.Benchmarks;

/// <summary>Runs the same work on one thread or on several at the same time, without allocating.</summary>
/// <remarks>
/// The helpers spin between two runs, since waking a sleeping thread takes longer than the work that is measured.
/// </remarks>
internal sealed class Crew : IDisposable
{
    private readonly Action _work;
    private readonly Thread[] _helpers;
    private int _round;
    private int _finished;
    private bool _ended;

    public Crew(int threads, Action work)
    {
        _work = work;
        _helpers = new Thread[threads - 1];
        for (var index = 0; index < _helpers.Length; index++)
        {
            _helpers[index] = new Thread(Help) { IsBackground = true };
            _helpers[index].Start();
        }
    }

    /// <summary>Returns when every thread has done the work once.</summary>
    public void Run()
    {
        Volatile.Write(ref _finished, 0);
        Interlocked.Increment(ref _round);
        _work();
        var wait = default(SpinWait);
        while (Volatile.Read(ref _finished) < _helpers.Length)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref _ended, true);
        foreach (var helper in _helpers)
        {
            helper.Join();
        }
    }

    private void Help()
    {
        var done = 0;
        var wait = default(SpinWait);
        while (!Volatile.Read(ref _ended))
        {
            if (Volatile.Read(ref _round) == done)
            {
                wait.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            done++;
            _work();
            Interlocked.Increment(ref _finished);
            wait.Reset();
        }
    }
}
