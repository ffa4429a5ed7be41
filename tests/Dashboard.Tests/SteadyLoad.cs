using System.Text;

namespace Dashboard.Tests;

/// <summary>So many clients, each sending its next job when the last is answered, until it is disposed.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _all;

    public SteadyLoad(Uri broker, int clients)
    {
        var http = new HttpClient { BaseAddress = broker };
        _all = Task.WhenAll(Enumerable.Range(1, clients).Select(client => SendAsync(http, client))).ContinueWith(_ => http.Dispose(), TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _all;
        _stop.Dispose();
    }

    private async Task SendAsync(HttpClient http, int client)
    {
        // Two of three send Longs, so that there is always something to wait for.
        var job = $"App{client % 7}:{(client % 3 == 0 ? "Short" : "Long")}";
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var answer = await http.PostAsync("/process", new StringContent(job, Encoding.UTF8, "text/plain"), _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Yield(); // the broker is gone for a while: the test means it
            }
        }
    }
}
