using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Job.Contracts;
using Job.Hosting.Logging;
using Job.Hosting.Settings;

namespace Client.Cli.Syntax;

/// <summary>Says what is wrong with a command line: one line a fault, with the nearest word that exists.</summary>
internal static class UsageFaults
{
    /// <summary>The faults; none where help, the version or a completion was asked for.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Action is not ParseErrorAction && parsed.Action != command.Action)
        {
            return [];
        }

        // Behind an unknown command nothing can be understood, and the word behind an unknown flag is its value: the first of them is at fault.
        var unmatched = parsed.UnmatchedTokens.Where((token, i) => i == 0 || IsFlag(token) || !IsFlag(parsed.UnmatchedTokens[i - 1]));
        var unknown = (command.Subcommands.Count > 0 ? unmatched.Take(1) : unmatched)
            .Select(token => IsFlag(token) ? UnknownFlag(token, command) : UnknownWord(token, command))
            .Concat(FlagsTakenForValues(parsed).Select(token => UnknownFlag(token, command)));

        // The parser reports an unmatched word a second time, and a missing command because of it, in words of its own.
        var others = parsed.Errors
            .Where(fault => parsed.UnmatchedTokens.Count == 0 || fault.SymbolResult is OptionResult or ArgumentResult)
            .Select(Text);

        return [.. unknown.Concat(others).Distinct()];
    }

    public static void Write(ParseResult parsed, IEnumerable<string> faults, TextWriter error)
    {
        var name = parsed.CommandResult.Command is RootCommand ? "lb" : $"lb {parsed.CommandResult.Command.Name}";
        foreach (var fault in faults)
        {
            error.WriteLine(PrintableText.Of($"{name}: {fault}"));
        }

        error.WriteLine($"See '{name} --help'.");
    }

    // The parser's own words where it has the better ones, which is in what our flags say of their values.
    private static string Text(ParseError fault) => fault.SymbolResult switch
    {
        OptionResult { Implicit: false, Tokens.Count: 0 } missing => $"{missing.Option.Name} needs a value ({missing.Option.HelpName}).",
        CommandResult { Command: RootCommand root } => $"name a command: {string.Join(", ", root.Subcommands.Select(command => command.Name))}.",
        _ => fault.Message,
    };

    // An argument takes whatever stands there, so that --brokr would be reported as a faulty job. Only behind `--` may a value begin with a dash.
    private static IEnumerable<string> FlagsTakenForValues(ParseResult parsed)
    {
        var before = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).ToHashSet(ReferenceEqualityComparer.Instance);
        return parsed.CommandResult.Children
            .OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(token => IsFlag(token.Value) && before.Contains(token))
            .Select(token => token.Value);
    }

    private static bool IsFlag(string token) => token.Length > 1 && token[0] == '-';

    private static string UnknownFlag(string given, Command command)
    {
        var flag = given.Split('=')[0];
        var known = command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)));
        return $"{flag} is not a flag of this command" + Meant(flag, known.Select(option => option.Name));
    }

    private static string UnknownWord(string given, Command command) => command.Subcommands.Count > 0
        ? $"'{given}' is not a command" + Meant(given, command.Subcommands.Select(known => known.Name))
        : $"'{given}' is one word too many.";

    private static string Meant(string given, IEnumerable<string> known)
        => Nearest.Of(given, known) is { } nearest ? $"; the nearest is {nearest}." : ".";
}
