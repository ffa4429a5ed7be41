using Balancing.Core.Picking;
using Balancing.Core.Queueing;
using Balancing.Simulation;
using Job.Hosting.Settings;
using YamlDotNet.RepresentationModel;

namespace Client.Cli.Scenarios;

/// <summary>What is compared: designs by name, and new ones made of them.</summary>
internal static class DesignFields
{
    public static IReadOnlyList<Design> Read(IReadOnlyList<(YamlNode Node, string Path)> list, ScenarioFaults faults)
    {
        var designs = new List<Design>();
        foreach (var (node, path) in list)
        {
            var design = node switch
            {
                YamlScalarNode name => Known(name.Value ?? "", $"{path} is", problem => faults.Add(node.Start.Line, problem)),
                YamlMappingNode mapping => Read(new YamlFields(mapping, path, faults)),
                _ => null,
            };
            if (design is not null && designs.Any(other => other.Name.Equals(design.Name, StringComparison.OrdinalIgnoreCase)))
            {
                faults.Add(node.Start.Line, $"{path}: there is already a design of the name '{design.Name}'.");
            }

            designs.Add(design ?? Designs.Floor);
        }

        return designs;
    }

    private static Design? Known(string name, string place, Action<string> fault)
    {
        if (Designs.Find(name) is { } design)
        {
            return design;
        }

        var meant = Nearest.Of(name, Designs.Names) is { } nearest ? $"; the nearest is {nearest}" : "";
        fault($"{place} '{name}'; it must be one of {string.Join(", ", Designs.Names)}{meant}.");
        return null;
    }

    private static Design Read(YamlFields fields)
    {
        var name = fields.Text("name", "a name of 1 to 60 characters", text => text.Length is > 0 and <= 60);
        if (!fields.Has("name"))
        {
            fields.Fault("a design needs a name.");
        }

        var like = fields.Text("like", "the name of a design", _ => true) ?? Designs.Default.Name;
        var model = Known(like, "like is", fields.Fault) ?? Designs.Default;
        var settings = model.Settings;
        var design = model with
        {
            Name = name ?? "?",
            Policy = fields.Text("policy", $"one of {string.Join(", ", PickPolicies.BuiltIn.Names)}", text => PickPolicies.BuiltIn.Names.Contains(text, StringComparer.OrdinalIgnoreCase)) ?? model.Policy,
            WaitsInBroker = fields.Choice("waits", ("broker", true), ("worker", false)) ?? model.WaitsInBroker,
            WorkerOrder = fields.Choice("workerOrder", ("arrival", WorkerOrder.Arrival), ("short-first", WorkerOrder.ShortFirst)) ?? model.WorkerOrder,
            Settings = settings with
            {
                Order = fields.Choice(
                    "order",
                    ("arrival", QueueOrder.Arrival),
                    ("short-first", QueueOrder.ShortFirst),
                    ("shortest-expected", QueueOrder.ShortestExpected)) ?? settings.Order,
                Reservation = fields.Choice("reservation", ("none", ReservationRule.None), ("computed", ReservationRule.Computed)) ?? settings.Reservation,
                Fairness = fields.Choice("fairness", ("none", Fairness.None), ("application", Fairness.Application)) ?? settings.Fairness,
                Prefetch = fields.Whole("prefetch", 0, 1000) ?? settings.Prefetch,
                LongShare = fields.Number("longShare", 0.001, 0.999) ?? settings.LongShare,
                Overload = fields.Choice("overload", ("none", OverloadRule.None), ("adaptive", OverloadRule.Adaptive)) ?? settings.Overload,
                MaxQueue = fields.Whole("maxQueue", 1, int.MaxValue) ?? settings.MaxQueue,
            },
        };
        fields.Done();
        return design;
    }
}
