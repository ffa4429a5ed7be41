using System.Net.ServerSentEvents;
using Client.Cli.Brokers;

namespace Client.Cli.Top;

/// <summary>Reads the broker's events, and goes on by itself when the connection breaks.</summary>
internal sealed class TopFeed(BrokerClient broker, TimeProvider time)
{
    // The broker sends four snapshots a second; one that says nothing for so long is gone, whatever TCP thinks.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private TopSnapshot? _latest;
    private string? _trouble;

    /// <summary>The latest snapshot; null before the first.</summary>
    public TopSnapshot? Latest => Volatile.Read(ref _latest);

    /// <summary>Why there are no newer ones; null when there are.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>The first snapshot, for those who want no more.</summary>
    /// <exception cref="BrokerException">The broker cannot be reached, refuses, or ends the stream before it has said everything.</exception>
    public async Task<TopSnapshot> FirstAsync(CancellationToken stop)
    {
        await foreach (var snapshot in ReadAsync(stop))
        {
            return snapshot;
        }

        throw EndedAtOnce();
    }

    /// <summary>Reads until it is stopped.</summary>
    /// <param name="begun">Called at the first snapshot.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="BrokerException">The first connection failed. Later ones are <see cref="Trouble"/>.</exception>
    public async Task RunAsync(Action begun, CancellationToken stop)
    {
        while (true)
        {
            string why;
            try
            {
                await foreach (var snapshot in ReadAsync(stop))
                {
                    var isFirst = Latest is null;
                    Volatile.Write(ref _latest, snapshot);
                    Volatile.Write(ref _trouble, null);
                    if (isFirst)
                    {
                        begun();
                    }
                }

                why = Latest is null ? throw EndedAtOnce() : "it ended the stream";
            }
            catch (BrokerException fault) when (Latest is not null)
            {
                why = fault.Message;
            }

            Volatile.Write(ref _trouble, why);
            await Task.Delay(Pause, time, stop);
        }
    }

    private async IAsyncEnumerable<TopSnapshot> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        using var answer = await broker.EventsAsync(stop);
        using var silence = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, stop);
        await using var body = await answer.Content.ReadAsStreamAsync(stop);
        var state = new TopState(time);
        await using var events = SseParser.Create(body, (name, data) => state.Apply(name, data)).EnumerateAsync(either.Token).GetAsyncEnumerator(either.Token);
        while (await NextAsync(events, silence))
        {
            silence.CancelAfter(Silence);
            if (events.Current.Data is { } snapshot)
            {
                yield return snapshot;
            }
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<TopSnapshot?>> events, CancellationTokenSource silence)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested)
        {
            throw new BrokerException($"it has said nothing for {Silence.TotalSeconds:0} s");
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            throw new BrokerException("the connection broke");
        }
    }

    private BrokerException EndedAtOnce() => new($"The broker at {BrokerAddress.Text(broker.Address)} ended its stream of events at once.");
}
