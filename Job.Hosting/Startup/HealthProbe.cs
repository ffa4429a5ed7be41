using System.Globalization;
using Job.Contracts;

namespace Job.Hosting.Startup;

/// <summary>The <c>--health-check</c> mode: a container without a shell or curl asks its own program by starting it once more.</summary>
internal static class HealthProbe
{
    // Compose and Kubernetes give a probe a few seconds; an answer that takes longer is none.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(IReadOnlyList<int> ports, Func<string, int, int> say, bool isHttps = false)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };

        // Its own program at its own loopback address, told nothing and believed nothing but "ready": no certificate names that address.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
        using var client = new HttpClient(handler) { Timeout = Bound };
        foreach (var port in ports)
        {
            if (await FaultOfAsync(client, port, isHttps) is { } fault)
            {
                return say(fault, 1);
            }
        }

        return say($"Ready: port {string.Join(", ", ports.Select(port => port.ToString(CultureInfo.InvariantCulture)))}.", 0);
    }

    private static async Task<string?> FaultOfAsync(HttpClient client, int port, bool isHttps)
    {
        var url = new Uri($"{(isHttps ? "https" : "http")}://127.0.0.1:{port}/health/ready");
        try
        {
            using var answer = await client.GetAsync(url);
            if (answer.IsSuccessStatusCode)
            {
                return null;
            }

            var detail = JobProblems.ReadJson(await answer.Content.ReadAsByteArrayAsync())?.Detail;
            return $"Not ready: {url} answered {(int)answer.StatusCode}{(detail is null ? "." : ": " + detail)}";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            var why = exception is HttpRequestException ? exception.Message : $"no answer within {Bound.TotalSeconds} s";
            return $"Not ready: {url} could not be asked: {why}";
        }
    }
}
