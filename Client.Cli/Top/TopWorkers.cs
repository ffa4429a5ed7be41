using System.Globalization;
using Spectre.Console;

namespace Client.Cli.Top;

/// <summary>The workers of a cluster as rows of slots; of more than there is room for, those that want a look, and the sum of the others.</summary>
internal static class TopWorkers
{
    private const int IdWidth = 12;
    private const int StateWidth = 9;
    private const int CountWidth = 9;

    /// <summary>How many lines the workers of each cluster get, of so many in all; each gets one at least.</summary>
    public static int[] Shares(TopCluster[] clusters, int lines)
    {
        var shares = clusters.Select(cluster => Math.Min(1, cluster.Workers.Length)).ToArray();
        for (var left = lines - shares.Sum(); left > 0; left--)
        {
            // To whom it lacks most.
            var neediest = Enumerable.Range(0, clusters.Length).OrderByDescending(index => clusters[index].Workers.Length - shares[index]).FirstOrDefault(-1);
            if (neediest < 0 || clusters[neediest].Workers.Length <= shares[neediest])
            {
                break;
            }

            shares[neediest]++;
        }

        return shares;
    }

    /// <summary>At most so many lines.</summary>
    public static IEnumerable<TopLine> Draw(TopCluster cluster, int width, int lines)
    {
        var held = HeldByWorker(cluster);
        var all = cluster.Workers.Select((worker, index) => (Worker: worker, Held: held[index])).ToArray();
        if (all.Length <= lines)
        {
            return all.Select(one => Row(one.Worker, one.Held, width));
        }

        var shown = all.OrderByDescending(one => one.Worker.State != "open").ThenByDescending(one => one.Worker.InFlight).Take(lines - 1).ToArray();
        return [.. shown.Select(one => Row(one.Worker, one.Held, width)), Others([.. cluster.Workers.Except(shown.Select(one => one.Worker))], width)];
    }

    private static TopLine Row(TopWorker worker, int held, int width)
    {
        var line = new TopLine(width).Column(worker.Id, IdWidth).Add(" ").Column(worker.State, StateWidth, Colour(worker.State)).Add(" ");
        var counts = Text($"{worker.InFlight}/{worker.Slots?.ToString(CultureInfo.InvariantCulture) ?? "-"}");
        line.Right(counts, CountWidth).Add(" ");

        // What is held against it needs room; the row of slots is drawn smaller rather than that this is missing.
        var room = Math.Max(8, line.Left - (worker.Why is null ? 0 : Math.Min(worker.Why.Length + 2, line.Left / 2)));
        foreach (var (mark, count, colour) in Slots(worker, held, room))
        {
            line.Add(new string(mark, count), colour);
        }

        return worker.Why is null ? line : line.Add("  ").Add(worker.Why, Color.Yellow);
    }

    private static IEnumerable<(char Mark, int Count, Color? Colour)> Slots(TopWorker worker, int held, int room)
    {
        var slots = worker.Slots ?? worker.InFlight;
        var busy = Math.Min(slots, worker.InFlight);
        var longs = Math.Min(busy, worker.Longs);
        (char Mark, int Count, Color? Colour)[] parts =
        [
            ('S', busy - longs, Color.Green), ('L', longs, Color.Blue), ('.', Math.Max(0, slots - busy - held), null), ('h', Math.Min(held, slots - busy), Color.Yellow),
            ('+', worker.Prefetched, Color.Green),
        ];
        var sum = parts.Sum(part => part.Count);
        if (sum <= room)
        {
            return parts;
        }

        // Each part in proportion, and none that is there left out.
        return parts.Select(part => part with { Count = part.Count == 0 ? 0 : Math.Max(1, (int)((long)part.Count * (room - parts.Length) / sum)) });
    }

    private static TopLine Others(TopWorker[] others, int width) => new TopLine(width).Add(
        Text($"and {others.Length} more: {string.Join(", ", others.GroupBy(worker => worker.State).OrderByDescending(state => state.Count()).Select(state => Text($"{state.Count()} {state.Key}")))}; {others.Sum(worker => (long)worker.InFlight)} of {others.Sum(worker => (long)(worker.Slots ?? worker.InFlight))} slots busy"),
        Color.Grey);

    // Which worker's they are is not decided: the last free ones are marked.
    private static int[] HeldByWorker(TopCluster cluster)
    {
        var held = new int[cluster.Workers.Length];
        var left = cluster.Queue.HeldFree();
        for (var index = held.Length - 1; index >= 0 && left > 0; index--)
        {
            if (cluster.Workers[index] is { State: "open", Slots: { } slots } worker)
            {
                held[index] = Math.Min(left, Math.Max(0, slots - worker.InFlight));
                left -= held[index];
            }
        }

        return held;
    }

    private static Color Colour(string state) => state switch
    {
        "open" => Color.Green,
        "draining" or "drained" => Color.Yellow,
        _ => Color.Red,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
