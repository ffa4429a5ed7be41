using System.Globalization;
using System.Text;
using Job.Contracts;

namespace Client.Cli.Jobs;

/// <summary>The jobs to send, from the command line and from a file, read to the end before the first of them is sent.</summary>
internal sealed class JobList
{
    private readonly List<JobRequest> _jobs = [];
    private readonly List<string> _faults = [];

    /// <summary>The jobs in the order given.</summary>
    public IReadOnlyList<JobRequest> Jobs => _jobs;

    /// <summary>Everything that is no job, one line each, naming the argument or the line of the file.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Adds arguments such as <c>App1:Long</c>; an argument may be a job in JSON, too.</summary>
    public void AddArguments(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            Add(Encoding.UTF8.GetBytes(arguments[i]), string.Create(CultureInfo.InvariantCulture, $"argument {i + 1}"));
        }
    }

    /// <summary>Adds a file with one job a line, each in text or JSON; empty lines are passed over.</summary>
    public void AddFile(byte[] content, string name)
    {
        var rest = JobFile.ToUtf8(content);
        for (var number = 1; !rest.IsEmpty; number++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                Add(line.Span, string.Create(CultureInfo.InvariantCulture, $"{name}, line {number}"));
            }
        }
    }

    private void Add(ReadOnlySpan<byte> text, string place)
    {
        // An applicationId may begin with a brace, but one that does would be mistaken for JSON by every reader of the file.
        var form = text.TrimStart(" \t"u8).StartsWith("{"u8) ? JobForm.Json : JobForm.Text;
        var reading = JobReader.Read(form, text);
        if (reading.Job is { } job)
        {
            _jobs.Add(job);
            return;
        }

        _faults.Add($"{place}: {string.Join(' ', reading.Errors!.SelectMany(member => member.Value))}");
    }
}
