using System.Text;
using Balancing.Simulation;
using Client.Cli.Jobs;

namespace Client.Cli.Scenarios;

/// <summary>A scenario as a file: YAML or JSON, the format of <c>docs/simulate.md</c>.</summary>
internal static class ScenarioFile
{
    // A scenario is a page; what is larger is something else.
    private const int MostBytes = 1 << 20;

    /// <exception cref="ScenarioException">It is none, or cannot be read.</exception>
    public static Scenario Read(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MostBytes)
            {
                throw new ScenarioException([$"{file} is larger than 1 MiB; a workload is a page of YAML or JSON."]);
            }

            return Parse(Encoding.UTF8.GetString(JobFile.ToUtf8(File.ReadAllBytes(file)).Span), file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException([$"{file} cannot be read: {fault.Message}"]);
        }
    }

    /// <param name="text">What stands in the file.</param>
    /// <param name="file">Its name, for faults.</param>
    /// <exception cref="ScenarioException">It is none.</exception>
    public static Scenario Parse(string text, string file)
    {
        var faults = new ScenarioFaults(file);
        var root = YamlRoot.Read(text, faults);
        faults.ThrowIfAny();
        var scenario = Read(new YamlFields(root!, "", faults), faults);
        faults.ThrowIfAny();
        return scenario;
    }

    private static Scenario Read(YamlFields fields, ScenarioFaults faults)
    {
        var usual = new Scenario();
        var cluster = ClusterFields.Read(fields.Mapping("cluster"), usual.Cluster);
        var groups = fields.Mappings("groups").Select(GroupFields.Read).ToArray();
        var phases = fields.Mappings("phases").Select(PhaseFields.Read).ToArray();
        var (load, rate) = RateFields.Read(fields, "load", "rate");
        var scenario = new Scenario
        {
            Workload = WorkloadFields.Read(fields, usual.Workload) with
            {
                Rate = rate ?? usual.Workload.Rate,
                Groups = [.. groups.Select(group => group.Group)],
                Phases = [.. phases.Select(phase => phase.Phase)],
            },
            Cluster = cluster,
            Load = rate is null ? load ?? Scenario.UsualLoad : null,
            GroupLoads = [.. groups.Select(group => group.Load)],
            PhaseLoads = [.. phases.Select(phase => phase.Load)],
            Designs = DesignFields.Read(fields.List("designs"), faults),
        };
        PhaseFields.RefuseOverlaps(fields, scenario.Workload.Phases);
        fields.Done();
        return scenario;
    }
}
