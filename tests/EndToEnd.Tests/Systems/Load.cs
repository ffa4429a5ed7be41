using System.Collections.Concurrent;
using System.Net;
using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Systems;

/// <summary>Clients that send one job after the other, each of a name of its own, until they are told to stop.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource _enough = new();
    private readonly Task[] _clients;
    private int _done;
    private long _slowestShort;

    public Load(TestSystem system, int clients)
        : this(system.SendAsync, clients)
    {
    }

    public Load(Func<string, Task<HttpResponseMessage>> send, int clients)
        => _clients = [.. Enumerable.Range(0, clients).Select(client => Task.Run(() => RunAsync(send, client)))];

    public int Done => Volatile.Read(ref _done);

    /// <summary>Jobs answered with anything but 200.</summary>
    public int Failed => Failures.Count;

    /// <summary>What they were answered.</summary>
    public ConcurrentQueue<(string Job, HttpStatusCode Status, string Text)> Failures { get; } = new();

    /// <summary>The longest that any Short took.</summary>
    public TimeSpan SlowestShort => TimeSpan.FromMilliseconds(Volatile.Read(ref _slowestShort));

    public Task ReachesAsync(int jobs) => Wait.UntilAsync(() => Done >= jobs, () => $"{jobs} jobs done; {Done} are, {Failed} failed");

    /// <summary>Sends no more; every job has its answer when this returns.</summary>
    public async Task StopAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_clients);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _enough.Dispose();
    }

    private async Task RunAsync(Func<string, Task<HttpResponseMessage>> send, int client)
    {
        for (var job = 0; !_enough.IsCancellationRequested; job++)
        {
            var name = $"App{client}.{job}";
            var (isLong, since) = (job % 10 == 0, Environment.TickCount64);
            using var answer = await send($"{name}:{(isLong ? "Long" : "Short")}");
            InterlockedMax(isLong ? 0 : Environment.TickCount64 - since);
            if (!answer.IsSuccessStatusCode)
            {
                Failures.Enqueue((name, answer.StatusCode, await answer.Content.ReadAsStringAsync(CancellationToken.None)));
            }

            Interlocked.Increment(ref _done);
        }
    }

    private void InterlockedMax(long time)
    {
        for (var most = Volatile.Read(ref _slowestShort); time > most; most = Volatile.Read(ref _slowestShort))
        {
            Interlocked.CompareExchange(ref _slowestShort, time, most);
        }
    }
}
