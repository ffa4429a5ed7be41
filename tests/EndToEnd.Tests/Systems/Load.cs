using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Systems;

/// <summary>Clients that send one job after the other until they are told to stop.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource _enough = new();
    private readonly Task[] _clients;
    private int _done;
    private int _failed;

    public Load(TestSystem system, int clients)
        : this(system.SendAsync, clients)
    {
    }

    public Load(Func<string, Task<HttpResponseMessage>> send, int clients)
        => _clients = [.. Enumerable.Range(0, clients).Select(client => Task.Run(() => RunAsync(send, client)))];

    public int Done => Volatile.Read(ref _done);

    /// <summary>Jobs answered with anything but 200.</summary>
    public int Failed => Volatile.Read(ref _failed);

    public Task ReachesAsync(int jobs) => Wait.UntilAsync(() => Done >= jobs, () => $"{jobs} jobs done; {Done} are, {Failed} failed");

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_clients);
        _enough.Dispose();
    }

    private async Task RunAsync(Func<string, Task<HttpResponseMessage>> send, int client)
    {
        for (var job = 0; !_enough.IsCancellationRequested; job++)
        {
            using var answer = await send($"App{client}:{(job % 10 == 0 ? "Long" : "Short")}");
            if (!answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _failed);
            }

            Interlocked.Increment(ref _done);
        }
    }
}
