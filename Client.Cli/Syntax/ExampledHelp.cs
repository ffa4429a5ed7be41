using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Client.Cli.Syntax;

/// <summary>The usual help, and below it the examples of the command.</summary>
internal sealed class ExampledHelp(HelpAction usual, IReadOnlyList<string> rootExamples) : SynchronousCommandLineAction
{
    /// <summary>Help wins over faults: someone who asks how has every right to have it wrong.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);

        var examples = (parseResult.CommandResult.Command as ExampledCommand)?.Examples ?? rootExamples;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine("  " + example);
        }

        output.Flush();
        return ExitCodes.Done;
    }
}
