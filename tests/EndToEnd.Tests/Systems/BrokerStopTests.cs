using System.Collections.Concurrent;
using System.Net;
using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Systems;

/// <summary>The broker is told to stop under load.</summary>
public sealed class BrokerStopTests
{
    [Fact]
    public async Task Terminate_UnderLoad_EveryJobItTookIsAnsweredAndTheRestIsRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // has no signals to send
        }

        await using var system = await TestSystem.StartAsync(workerArgs: ["--short", "5ms", "--long", "100ms"]);
        var (answered, other) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        var ended = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 24).Select(client => Task.Run(() => SendAsync(system, client, answered, other, ended.Token))).ToArray();
        await Wait.UntilAsync(() => answered.Count > 3000, () => $"{answered.Count} are answered");

        await system.Broker.SignalAsync("TERM");
        var exitCode = await system.Broker.ExitCodeAsync();
        await ended.CancelAsync();
        await Task.WhenAll(clients);

        Assert.Equal(0, exitCode);
        Assert.Empty(other);

        // What a worker ran is what a client was given: no answer was lost on the way.
        await Wait.UntilAsync(() => system.Runs().Count >= answered.Count, () => $"{system.Runs().Count} ran, {answered.Count} are answered");
        Assert.Equal(answered.Order(), system.Runs().Keys.Order());
        Assert.All(system.Runs(), run => Assert.Equal(1, run.Value));
    }

    // Until it is refused: by 503, or as nobody listens any more.
    private static async Task SendAsync(TestSystem system, int client, ConcurrentBag<string> answered, ConcurrentBag<string> other, CancellationToken ended)
    {
        for (var job = 0; !ended.IsCancellationRequested; job++)
        {
            var name = $"App{client}.{job}";
            try
            {
                using var answer = await system.SendAsync($"{name}:{(job % 10 == 0 ? "Long" : "Short")}");
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    answered.Add(name);
                }
                else if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null)
                {
                    return;
                }
                else
                {
                    other.Add($"{name}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
                }
            }
            catch (HttpRequestException refused) when (refused.HttpRequestError == HttpRequestError.ConnectionError)
            {
                return;
            }
            catch (HttpRequestException broken)
            {
                other.Add($"{name}: {broken}");
                return;
            }
        }
    }
}
