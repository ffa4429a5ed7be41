using System.Globalization;
using Client.Cli.Brokers;
using Client.Cli.Output;
using Client.Cli.Top;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Client.Cli.Commands;

/// <summary><c>lb top</c>: what the broker does, in a terminal.</summary>
internal sealed class TopCommand(Terminal terminal, TimeProvider time)
{
    private const string ToOwnScreen = "\e[?1049h\e[?25l";
    private const string BackToTheShell = "\e[?25h\e[?1049l";

    // How soon a key, or a window of another size, is noticed.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    /// <param name="broker">Whom to ask.</param>
    /// <param name="once">One snapshot, and no screen of its own; so it is behind a pipe.</param>
    /// <param name="json">That snapshot as JSON.</param>
    /// <param name="interval">How often the screen is drawn anew.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<int> RunAsync(BrokerClient broker, bool once, bool json, TimeSpan interval, CancellationToken stop)
    {
        var feed = new TopFeed(broker, time);
        if (once || json || !terminal.CanRedraw)
        {
            var snapshot = await feed.FirstAsync(stop);
            Print(snapshot, BrokerAddress.Text(broker.Address), json);
            return ExitCodes.Done;
        }

        await ShowAsync(feed, BrokerAddress.Text(broker.Address), interval, stop);
        return ExitCodes.Done;
    }

    private void Print(TopSnapshot snapshot, string address, bool json)
    {
        if (json)
        {
            terminal.Output.WriteLine(System.Text.Json.JsonSerializer.Serialize(snapshot, TopJson.Default.TopSnapshot));
        }
        else
        {
            // All workers, and as many decisions as the broker sends.
            var lines = TopScreen.Draw(snapshot, address, null, terminal.Width, 20 + (3 * snapshot.Clusters.Length) + snapshot.Clusters.Sum(cluster => cluster.Workers.Length) + snapshot.Decisions.Length);
            Console().Write(new Rows(lines.SkipLast(1).Select(line => line.ToRenderable())));
            terminal.Output.WriteLine();
        }

        terminal.Output.Flush();
    }

    private async Task ShowAsync(TopFeed feed, string address, TimeSpan interval, CancellationToken stop)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var begun = new TaskCompletionSource();
        var reading = feed.RunAsync(begun.SetResult, leaving.Token);
        if (await Task.WhenAny(begun.Task, reading) == reading)
        {
            await reading; // it says why there is nothing to show
        }

        var console = Console();
        terminal.Output.Write(ToOwnScreen);
        try
        {
            await DrawAsync(console, feed, address, interval, reading, stop);
        }
        finally
        {
            terminal.Output.Write(BackToTheShell);
            terminal.Output.Flush();
            await leaving.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    // Until q, Q or Ctrl-C, which is how one leaves and no failure.
    private async Task DrawAsync(IAnsiConsole console, TopFeed feed, string address, TimeSpan interval, Task reading, CancellationToken stop)
    {
        var (drawn, drawnAt, troubleSince) = ((0, 0), 0L, (long?)null);
        using var beat = new PeriodicTimer(Beat, time);
        while (!stop.IsCancellationRequested)
        {
            if (reading.IsFaulted)
            {
                await reading;
            }

            if (terminal.ReadKey() is 'q' or 'Q' or '\u0003')
            {
                return;
            }

            var window = terminal.Window();
            if (window != drawn || time.GetElapsedTime(drawnAt) >= interval)
            {
                troubleSince = feed.Trouble is null ? null : troubleSince ?? time.GetTimestamp();
                var trouble = feed.Trouble is { } why
                    ? string.Create(CultureInfo.InvariantCulture, $"STALE since {time.GetElapsedTime(troubleSince!.Value).TotalSeconds:0} s, connecting again: {why}")
                    : null;
                Write(console, TopScreen.Draw(feed.Latest!, address, trouble, window.Width, window.Height), window.Width);
                (drawn, drawnAt) = (window, time.GetTimestamp());
            }

            try
            {
                await beat.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // Over what stands there, line by line, so that nothing flickers.
    private void Write(IAnsiConsole console, IReadOnlyList<TopLine> lines, int width)
    {
        console.Profile.Width = width;
        terminal.Output.Write("\e[H");
        for (var index = 0; index < lines.Count; index++)
        {
            console.Write(lines[index].ToRenderable());
            terminal.Output.Write(index + 1 < lines.Count ? "\e[K\r\n" : "\e[K\e[J");
        }

        terminal.Output.Flush();
    }

    private IAnsiConsole Console()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.Colour ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal.Colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Output),
        });
        console.Profile.Width = terminal.Width;
        return console;
    }
}
