using Balancing.Simulation;

namespace Client.Cli.Scenarios;

/// <summary>A group of applications.</summary>
internal static class GroupFields
{
    public static (ApplicationGroup Group, double? Load) Read(YamlFields fields)
    {
        var name = fields.Text("name", "a name of 1 to 60 characters", text => text.Length is > 0 and <= 60);
        if (!fields.Has("name"))
        {
            fields.Fault("a group needs a name.");
        }

        var (load, rate) = RateFields.Read(fields, "load", "rate", mostLoad: 100);
        var group = new ApplicationGroup(name ?? "?")
        {
            Applications = fields.Whole("applications", 1, 1_000_000) ?? 1,
            Weight = fields.Number("weight", 1e-6, 1e6) ?? 1,
            Rate = rate,
            LongShare = fields.Number("longShare", 0, 1),
            WrongLabels = fields.Number("wrongLabels", 0, 1) ?? 0,
            IsUnlabelled = fields.Flag("labelled") == false,
            Deadline = fields.Duration("deadline"),
        };
        if (fields.Has("weight") && (fields.Has("load") || fields.Has("rate")))
        {
            fields.Fault("weight is a part of the workload's rate, load and rate are the group's own; give one of them.");
        }

        fields.Done();
        return (group, load);
    }
}
