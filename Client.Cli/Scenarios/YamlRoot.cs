using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Client.Cli.Scenarios;

/// <summary>Reads a YAML text to its top mapping. JSON is YAML, too.</summary>
internal static class YamlRoot
{
    // The deepest value of a scenario lies three levels down; a file of brackets alone would end the process by its stack.
    private const int MostDepth = 16;

    /// <returns>Null when the text is no mapping; the faults say why.</returns>
    public static YamlMappingNode? Read(string text, ScenarioFaults faults)
    {
        try
        {
            return IsPlain(text, faults) ? Load(text, faults) : null;
        }
        catch (YamlException fault)
        {
            var reason = fault.InnerException is ArgumentException ? "a name is given twice" : fault.Message;
            faults.Add(fault.Start.Line, $"is no YAML and no JSON: {reason.TrimEnd('.')}.");
            return null;
        }
    }

    private static YamlMappingNode? Load(string text, ScenarioFaults faults)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        if (yaml.Documents is [{ RootNode: YamlMappingNode root }])
        {
            return root;
        }

        faults.Add(1, "must hold one mapping, such as 'load: 0.9' and further lines like it.");
        return null;
    }

    // Event by event, without a stack that grows with the text.
    private static bool IsPlain(string text, ScenarioFaults faults)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MostDepth)
            {
                faults.Add(parser.Current.Start.Line, $"lies deeper than {MostDepth} levels.");
                return false;
            }

            if (parser.Current is AnchorAlias alias)
            {
                faults.Add(alias.Start.Line, $"*{alias.Value} is an alias; write the value out.");
                return false;
            }
        }

        return true;
    }
}
