using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Broker.Api.Tests.Dashboard;

/// <summary>Reads the dashboard's events as a browser does.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly Stream _stream;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventReader(HttpResponseMessage answer, Stream stream)
    {
        _answer = answer;
        _stream = stream;
        _events = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    public static async Task<EventReader> OpenAsync(HttpClient client)
    {
        var answer = await client.GetAsync("/dashboard/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return new EventReader(answer, await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<(string Name, JsonElement Data)?> NextAsync()
    {
        if (!await _events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))
        {
            return null;
        }

        return (_events.Current.EventType, JsonElement.Parse(_events.Current.Data));
    }

    /// <summary>The next event of a name that is as wanted; within a few hundred, which are a minute.</summary>
    public async Task<JsonElement> NextAsync(string name, Func<JsonElement, bool>? isWanted = null)
    {
        JsonElement last = default;
        for (var number = 0; number < 300; number++)
        {
            var next = await NextAsync() ?? throw new InvalidOperationException($"The stream ended without a '{name}'.");
            if (next.Name == name)
            {
                last = next.Data;
                if (isWanted?.Invoke(last) ?? true)
                {
                    return last;
                }
            }
        }

        throw new InvalidOperationException($"No '{name}' was as wanted; the last: {last}");
    }

    public async ValueTask DisposeAsync()
    {
        _answer.Dispose(); // ends the read that is under way, if any
        await _stream.DisposeAsync();
    }
}
