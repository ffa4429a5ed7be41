using System.Globalization;
using Balancing.Simulation;
using YamlDotNet.RepresentationModel;

namespace Client.Cli.Scenarios;

/// <summary>The workers and brokers.</summary>
internal static class ClusterFields
{
    public static Cluster Read(YamlFields? fields, Cluster usual)
    {
        if (fields is null)
        {
            return usual;
        }

        var workers = fields.Whole("workers", 1, 10_000) ?? usual.Workers;
        var cluster = usual with
        {
            Workers = workers,
            Slots = fields.Whole("slots", 1, 100_000) ?? usual.Slots,
            Brokers = fields.Whole("brokers", 1, 1_000) ?? usual.Brokers,
            Speeds = [.. Speeds(fields, workers)],
            Network = fields.Duration("network", orZero: true) ?? usual.Network,
            NetworkScatter = fields.Duration("networkScatter", orZero: true) ?? usual.NetworkScatter,
            TimerStep = fields.Duration("timerStep", orZero: true) ?? usual.TimerStep,
            Outages = [.. fields.Mappings("outages").Select(outage => ReadOutage(outage, workers))],
        };
        fields.Done();
        return cluster;
    }

    private static IEnumerable<double> Speeds(YamlFields fields, int workers)
    {
        var speeds = fields.List("speeds");
        if (speeds.Count > workers)
        {
            fields.Fault($"speeds has {speeds.Count} figures for {workers} workers.");
        }

        foreach (var (node, place) in speeds)
        {
            var text = (node as YamlScalarNode)?.Value;
            var isSpeed = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is >= 0.001 and <= 1000;
            if (!isSpeed)
            {
                fields.Fault($"{place} is '{text}'; it must be a number from 0.001 to 1000, 1 for the usual speed.");
            }

            yield return isSpeed ? speed : 1;
        }
    }

    // Workers are counted from 1, as everywhere where people see them.
    private static Outage ReadOutage(YamlFields fields, int workers)
    {
        var worker = fields.Whole("worker", 1, workers);
        var from = fields.Duration("from", orZero: true);
        var to = fields.Duration("to");
        if (!fields.Has("worker") || !fields.Has("from"))
        {
            fields.Fault("an outage needs worker and from.");
        }
        else if (to <= from)
        {
            fields.Fault("to must be later than from.");
            to = null;
        }

        fields.Done();
        return new Outage((worker ?? 1) - 1, from ?? TimeSpan.Zero) { To = to };
    }
}
