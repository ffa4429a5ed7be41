using System.Globalization;
using Spectre.Console;

namespace Client.Cli.Top;

/// <summary>Draws a snapshot in a window of some size: the same of the same, and never more lines or columns than there are.</summary>
internal static class TopScreen
{
    /// <summary>The least window in which something can be read.</summary>
    public const int LeastWidth = 40;

    /// <inheritdoc cref="LeastWidth"/>
    public const int LeastHeight = 10;

    private const int FewestDecisions = 3;

    /// <param name="snapshot">What to draw.</param>
    /// <param name="address">The broker's.</param>
    /// <param name="trouble">Why the snapshot is an old one; null when it is not.</param>
    /// <param name="width">Columns of the window.</param>
    /// <param name="height">Its lines.</param>
    public static IReadOnlyList<TopLine> Draw(TopSnapshot snapshot, string address, string? trouble, int width, int height)
    {
        if (width < LeastWidth || height < LeastHeight)
        {
            return [new TopLine(width).Add(string.Create(CultureInfo.InvariantCulture, $"The window is too small: {LeastWidth} x {LeastHeight} at least. q quits."))];
        }

        var lines = new List<TopLine> { Title(snapshot, address, width) };
        if (trouble is not null)
        {
            lines.Add(new TopLine(width).Add(trouble, Color.Red));
        }

        lines.Add(Traffic(snapshot, width));
        lines.Add(Latencies(snapshot, width));

        // Two lines for each cluster, the legend, and the last one; the workers get what they need of the rest, the decisions what is left.
        var clusters = snapshot.Clusters;
        var room = height - lines.Count - (2 * clusters.Length) - 2;
        var forDecisions = room >= FewestDecisions + 2 + clusters.Length ? Math.Min(FewestDecisions, snapshot.Decisions.Length) + 2 : 0;
        var forWorkers = Math.Max(clusters.Length, room - forDecisions);
        foreach (var (cluster, share) in clusters.Zip(TopWorkers.Shares(clusters, forWorkers)))
        {
            lines.Add(ClusterTitle(cluster, width));
            lines.Add(Queue(cluster.Queue, width));
            lines.AddRange(TopWorkers.Draw(cluster, width, share));
        }

        lines.Add(Legend(width));
        if (forDecisions > 0)
        {
            lines.AddRange(Decisions(snapshot, width, height - lines.Count - 1));
        }

        return [.. lines.Take(height - 1), new TopLine(width).Add("q quits. lb explain says more of the decisions, the dashboard of all.", Color.Grey)];
    }

    private static TopLine Title(TopSnapshot snapshot, string address, int width) => new TopLine(width)
        .Add("LoadBalancer ", Color.Blue)
        .Add(address)
        .Add($"  up {Duration(snapshot.At - snapshot.Started)}")
        .Add($"  {snapshot.At.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}");

    private static TopLine Traffic(TopSnapshot snapshot, int width)
    {
        var (counts, workers) = (snapshot.Counts, snapshot.Clusters.SelectMany(cluster => cluster.Workers).ToArray());
        var line = new TopLine(width).Add(Text($"{snapshot.JobsPerSecond:0} jobs/s"));
        if (workers.Sum(worker => (long)(worker.Slots ?? 0)) is > 0 and var slots)
        {
            var busy = workers.Sum(worker => (long)Math.Min(worker.InFlight, worker.Slots ?? 0));
            line.Add(Text($"  slots {busy}/{slots} busy"), busy == slots ? Color.Yellow : null);
        }

        return line
            .Add(Text($"  forwarded {counts.Forwarded}  retried {counts.Retried}  refused {counts.Refused}"))
            .Add(Text($"  failed {counts.Failed}"), counts.Failed > 0 ? Color.Red : null);
    }

    private static TopLine Latencies(TopSnapshot snapshot, int width) => new TopLine(width)
        .Add("Short ", Color.Green).Add(Figures(snapshot.Short))
        .Add("   Long ", Color.Blue).Add(Figures(snapshot.Long))
        .Add("   (last 5 minutes)", Color.Grey);

    private static TopLine ClusterTitle(TopCluster cluster, int width)
    {
        var open = cluster.Workers.Count(worker => worker.State == "open");
        return new TopLine(width)
            .Add(Text($"cluster {cluster.Id}"), Color.Blue)
            .Add(Text($"  {cluster.Policy}  "))
            .Add(Text($"{open} of {cluster.Workers.Length} workers open"), open < cluster.Workers.Length ? Color.Yellow : null);
    }

    private static TopLine Queue(QueueNow queue, int width)
    {
        var line = new TopLine(width).Add("waiting: ")
            .Add(Text($"{queue.Shorts} Short{Waited(queue.NextShortMs)}"), queue.Shorts > 0 ? Color.Green : null)
            .Add(", ")
            .Add(Text($"{queue.Longs} Long{Waited(queue.NextLongMs)}"), queue.Longs > 0 ? Color.Blue : null);
        return queue.HeldBack > 0 ? line.Add(Text($"  held back for Shorts: {queue.HeldBack} slots")) : line;
    }

    private static TopLine Legend(int width) => new TopLine(width)
        .Add("S", Color.Green).Add(" Short  ").Add("L", Color.Blue).Add(" Long  . free  ")
        .Add("h", Color.Yellow).Add(" held back  + sent ahead");

    private static IEnumerable<TopLine> Decisions(TopSnapshot snapshot, int width, int lines)
    {
        if (lines < 2 || snapshot.Decisions.Length == 0)
        {
            yield break;
        }

        yield return new TopLine(width);
        yield return new TopLine(width).Add("last decisions", Color.Blue);
        foreach (var decision in snapshot.Decisions.Take(lines - 2))
        {
            yield return new TopLine(width)
                .Add(decision.At.ToLocalTime().ToString("HH:mm:ss.fff ", CultureInfo.InvariantCulture), Color.Grey)
                .Column(decision.ApplicationId, 12)
                .Add(" ")
                .Column(decision.Type, 5, decision.Type == "Short" ? Color.Green : Color.Blue)
                .Add(" ")
                .Add(decision.Why);
        }
    }

    private static string Figures(LatencyNow figures)
        => figures.Jobs == 0 ? "no job yet" : $"p50 {Milliseconds(figures.P50)} p99 {Milliseconds(figures.P99)}";

    private static string Waited(double? milliseconds) => milliseconds is { } waited ? $" (the next for {Milliseconds(waited)})" : "";

    private static string Milliseconds(double milliseconds) => milliseconds switch
    {
        < 10 => Text($"{milliseconds:0.0} ms"),
        < 1000 => Text($"{milliseconds:0} ms"),
        _ => Text($"{milliseconds / 1000:0.0} s"),
    };

    private static string Duration(TimeSpan time) => time.TotalDays >= 1 ? Text($"{time.Days} d {time.Hours} h") : Text($"{time:hh\\:mm\\:ss}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
