using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Client.Cli.Output;
using Client.Cli.Syntax;

namespace Client.Cli.Tests.Syntax;

/// <summary>docs/cli.md tells of every command and flag there is.</summary>
public sealed partial class DocsTests
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

    [Fact]
    public void Docs_CallsOfLbInThem_AreUnderstood()
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, () => Stream.Null);
        var calls = Directory.EnumerateFiles(Root(), "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root(), "docs"), "*.md"))
            .SelectMany(page => Block().Matches(File.ReadAllText(page).ReplaceLineEndings("\n"))
                .SelectMany(block => Call().Matches(block.Value).Where(call => call.Value.StartsWith('$') || !block.Value.Contains("\n$ ", StringComparison.Ordinal))) // else it is what was printed
                .Select(call => (Page: Path.GetFileName(page), Call: call.Groups["call"].Value)))
            .ToArray();

        Assert.True(calls.Length > 30, "most of the calls were not found");
        Assert.All(calls, one =>
        {
            var words = CommandLineParser.SplitCommandLine(one.Call).ToArray();
            var faults = UsageFaults.Of(LbSyntax.Create(new Surroundings(terminal, _ => null, TimeProvider.System)).Parse(words, LbSyntax.Parsing));
            Assert.True(faults.Count == 0 || one.Call.Contains("--brokr", StringComparison.Ordinal), $"{one.Page}: lb {one.Call}: {string.Join(' ', faults)}");
        });
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

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    // A call stands at the beginning of its line, and ends where the shell takes over. Three dots are no call.
    [GeneratedRegex(@"^(?:\$ )?(?:lb|dotnet run --project Client\.Cli --) (?<call>(?![a-z]+: )[^…|>&;#\n]+?)\s*(?=$|[|>&;#])", RegexOptions.Multiline)]
    private static partial Regex Call();
}
