using System.CommandLine;
using Client.Cli.Output;
using Client.Cli.Syntax;

namespace Client.Cli.Tests.Syntax;

/// <summary>docs/cli.md tells of every command and flag there is.</summary>
public sealed class DocsTests
{
    [Fact]
    public void Docs_EveryCommandAndFlag_IsTold()
    {
        var docs = File.ReadAllText(Path.Combine(Root(), "docs", "cli.md"));
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, () => Stream.Null);
        var root = LbSyntax.Create(new Surroundings(terminal, _ => null, TimeProvider.System));

        foreach (var command in root.Subcommands)
        {
            Assert.True(docs.Contains($"## `lb {command.Name}", StringComparison.Ordinal), $"docs/cli.md has no part on lb {command.Name}.");
        }

        foreach (var flag in root.Subcommands.SelectMany(command => command.Options).Concat(root.Options))
        {
            Assert.True(docs.Contains($"`{flag.Name}", StringComparison.Ordinal) || docs.Contains($" {flag.Name}`", StringComparison.Ordinal), $"docs/cli.md does not tell of {flag.Name}.");
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "LoadBalancer.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
