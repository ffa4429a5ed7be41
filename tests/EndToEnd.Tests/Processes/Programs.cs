namespace EndToEnd.Tests.Processes;

/// <summary>Finds the built programs: in the repository, in the configuration these tests were built in.</summary>
internal static class Programs
{
    public const string Worker = "Worker.Api";
    public const string Broker = "Broker.Api";
    public const string Client = "lb";

    private static readonly DirectoryInfo Framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
    private static readonly string Root = FindRoot();

    /// <summary>The dll to give to <c>dotnet</c>.</summary>
    public static string PathOf(string program)
    {
        var project = program == Client ? "Client.Cli" : program;
        var path = Path.Combine(Root, project, "bin", Framework.Parent!.Name, Framework.Name, program + ".dll");
        Assert.True(File.Exists(path), $"{path} is not built.");
        return path;
    }

    /// <summary>A file of the repository.</summary>
    public static string FileOf(params string[] path) => Path.Combine([Root, .. path]);

    private static string FindRoot()
    {
        var folder = Framework;
        while (!File.Exists(Path.Combine(folder.FullName, "LoadBalancer.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("LoadBalancer.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
