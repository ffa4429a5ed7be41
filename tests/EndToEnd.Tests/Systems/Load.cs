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
            using var answer = await send($"{name}:{(job % 10 == 0 ? "Long" : "Short")}");
            if (!answer.IsSuccessStatusCode)
            {
                Failures.Enqueue((name, answer.StatusCode, await answer.Content.ReadAsStringAsync(CancellationToken.None)));
            }

            Interlocked.Increment(ref _done);
        }
    }
}
