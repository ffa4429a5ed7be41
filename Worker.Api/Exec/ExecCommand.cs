using System.Text;
using System.Text.RegularExpressions;
using Job.Contracts;
using Job.Worker.Jobs;
using Worker.Api.Jobs;

namespace Worker.Api.Exec;

/// <summary>
/// A program and its arguments, split once, when the setting is read. A job's values are put into the split words, each where its name stands in
/// braces, and are never split, quoted, expanded or read again: whatever they hold stays inside its one argument.
/// </summary>
internal sealed partial class ExecCommand
{
    private const string Id = "{applicationId}";

    private readonly string[] _arguments;
    private readonly bool _idCanBeAnOption;

    private ExecCommand(string program, string[] arguments)
    {
        Program = program;
        _arguments = arguments;
        var options = arguments.TakeWhile(argument => argument != "--");
        _idCanBeAnOption = options.Any(argument => argument.StartsWith(Id, StringComparison.Ordinal));
    }

    /// <summary>The first word: a path, or a name to look for in PATH.</summary>
    public string Program { get; }

    /// <summary>Reads the setting: words between white space; quotes of either kind hold one together, <c>\"</c> and <c>\\</c> work in double ones.</summary>
    /// <returns>Null when it is none: no word, an open quote, an unknown name in braces, or one in the program's name.</returns>
    public static ExecCommand? Parse(string text)
        => Split(text) is [{ Length: > 0 } program, .. var arguments]
            && !Name().IsMatch(program)
            && arguments.All(argument => Name().Matches(argument).All(name => name.Value is Id or "{applicationType}"))
            && !text.Contains('\0', StringComparison.Ordinal)
            ? new ExecCommand(program, arguments)
            : null;

    /// <summary>The arguments for one job.</summary>
    /// <exception cref="JobFailedException">The job's id would be taken for an option.</exception>
    public IEnumerable<string> ArgumentsFor(JobRequest job)
    {
        if (_idCanBeAnOption && job.ApplicationId.StartsWith('-'))
        {
            throw new JobFailedException(400, $"applicationId {SafeText.Quote(job.ApplicationId)} begins with '-', and the program of this worker could take "
                + "it for an option. Give it another beginning; or have it passed as --id={applicationId}, or behind --, in Worker:Exec:Command.");
        }

        // One pass: a name in braces that a value holds is the client's text, and stays it.
        return _arguments.Select(argument => Name().Replace(argument, name => name.Value == Id ? job.ApplicationId : job.ApplicationType.ToString()));
    }

    private static string[]? Split(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (quote == '\0' && char.IsWhiteSpace(character))
            {
                Take(words, ref word);
                continue;
            }

            word ??= new StringBuilder();
            if (quote == '\0' && character is '\'' or '"')
            {
                quote = character;
            }
            else if (quote != '\0' && character == quote)
            {
                quote = '\0';
            }
            else
            {
                var isEscape = quote == '"' && character == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\';
                word.Append(isEscape ? text[++i] : character);
            }
        }

        Take(words, ref word);
        return quote == '\0' ? [.. words] : null;
    }

    private static void Take(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
        {
            words.Add(word.ToString());
            word = null;
        }
    }

    // Braces around anything else, such as JSON, are text.
    [GeneratedRegex(@"\{[A-Za-z][A-Za-z0-9]*\}")]
    private static partial Regex Name();
}
