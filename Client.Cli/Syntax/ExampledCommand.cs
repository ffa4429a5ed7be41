using System.CommandLine;

namespace Client.Cli.Syntax;

/// <summary>A command whose <c>--help</c> ends with calls to copy.</summary>
internal sealed class ExampledCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}
