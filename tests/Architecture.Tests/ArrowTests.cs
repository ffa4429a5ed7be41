using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>The arrows of the house point one way; here they are held.</summary>
public sealed class ArrowTests
{
    // A project, and all it may reference of this house. What is not listed here may reference nothing of it.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Balancing.Core"] = [],
        ["Balancing.Simulation"] = ["Balancing.Core"],
        ["Balancing.Yarp"] = ["Balancing.Core"],
        ["Job.Contracts"] = [],
        ["Job.Http"] = ["Job.Contracts"],
        ["Job.Worker"] = ["Balancing.Core", "Job.Contracts", "Job.Http"],
        ["Job.Hosting"] = ["Job.Contracts", "Job.Http"],
        ["Worker.Api"] = ["Balancing.Core", "Job.Contracts", "Job.Http", "Job.Worker", "Job.Hosting"],
        ["Broker.Api"] = ["Balancing.Core", "Balancing.Simulation", "Balancing.Yarp", "Job.Contracts", "Job.Http", "Job.Hosting"],
        ["Client.Cli"] = ["Balancing.Simulation", "Job.Contracts", "Job.Hosting", "Broker.Api", "Worker.Api"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_ReferencesOfThisHouse_PointOneWay(string project)
        => Assert.Subset(Allowed[project].ToHashSet(), ProjectReferences(project).ToHashSet());

    [Fact]
    public void House_EveryProject_IsListedHere()
        => Assert.Equal(Allowed.Keys.Order(), Repository.Projects().Order());

    [Theory]
    [InlineData("Balancing.Core")]
    [InlineData("Job.Contracts")]
    public void PureProject_ReferencedAssemblies_AreTheRuntimesAlone(string project)
    {
        var assembly = System.Reflection.Assembly.Load(project);

        Assert.All(assembly.GetReferencedAssemblies(), reference => Assert.StartsWith("System", reference.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void BalancingYarp_ReferencedAssemblies_KnowNothingOfJobs()
    {
        var references = System.Reflection.Assembly.Load("Balancing.Yarp").GetReferencedAssemblies();

        Assert.DoesNotContain(references, reference => reference.Name!.StartsWith("Job.", StringComparison.Ordinal));
    }

    [Fact]
    public void BalancingCore_BannedApis_AreListed()
    {
        var banned = File.ReadAllText(Path.Combine(Repository.Root, "Balancing.Core", "BannedSymbols.txt"));

        Assert.All(
            ["System.DateTime.Now", "System.Random.Shared", "System.Threading.Thread.Sleep", "System.Threading.Tasks.Task.Wait"],
            api => Assert.Contains(api, banned, StringComparison.Ordinal));
    }

    private static IEnumerable<string> ProjectReferences(string project)
        => XDocument.Load(Path.Combine(Repository.Root, project, $"{project}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
}
