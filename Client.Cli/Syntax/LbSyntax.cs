using System.CommandLine;
using System.CommandLine.Help;

namespace Client.Cli.Syntax;

/// <summary>The whole command line of <c>lb</c>.</summary>
internal static class LbSyntax
{
    private static readonly string[] Examples = ["lb demo", "lb up", "lb send App1:Long App2:Short", "lb policy least-requests", "lb workers", "lb top", "lb drain 2", "lb bench --rate 500", "lb simulate"];

    /// <summary>
    /// Words beginning with <c>@</c> are jobs like others, not files with more arguments; <c>-fx</c> is no bundle of flags.
    /// </summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static RootCommand Create(Surroundings surroundings)
    {
        var root = new RootCommand("LoadBalancer: hands jobs to many workers. Results go to standard output, talk to standard error; exit code 0 all done, 1 a job failed, 2 wrong usage.")
        {
            LocalSyntax.CreateUp(surroundings),
            LocalSyntax.CreateDemo(surroundings),
            SendSyntax.Create(surroundings),
            AdminSyntax.CreatePolicy(surroundings),
            AdminSyntax.CreateWorkers(surroundings),
            DrainSyntax.CreateDrain(surroundings),
            DrainSyntax.CreateOpen(surroundings),
            RestartSyntax.Create(surroundings),
            ExplainSyntax.Create(surroundings),
            TopSyntax.Create(surroundings),
            SimulateSyntax.Create(surroundings),
            BenchSyntax.Create(surroundings),
        };

        // Without the usual one's names /h and /?, which a Unix shell would take for files.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        var help = new HelpOption("--help", "-h", "-?");
        help.Action = new ExampledHelp((HelpAction)help.Action!, Examples);
        root.Options.Add(help);
        return root;
    }
}
