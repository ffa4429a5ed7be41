using System.Buffers;
using System.Globalization;
using System.Text;
using Client.Cli.Jobs;
using Client.Cli.Output;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Client.Cli.Commands;

/// <summary>Writes one line for each outcome, and counts them.</summary>
internal sealed class SendReport(Terminal terminal, Progress progress, bool json)
{
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Jobs with an outcome, good or bad.</summary>
    public long Done { get; private set; }

    public long Failed { get; private set; }

    /// <summary>Jobs sent whose outcome nobody waited for.</summary>
    public long BrokenOff { get; private set; }

    public void Write(JobOutcome outcome)
    {
        if (outcome.Answer is null && outcome.Failure is null)
        {
            BrokenOff++;
            return;
        }

        Done++;
        progress.Clear();
        if (outcome.Answer is { } answer)
        {
            terminal.Output.WriteLine(json ? Json(answer) : PrintableText.Of($"Client received: {answer.Message}"));
        }
        else if (outcome.Failure is { } failure)
        {
            Failed++;
            if (json)
            {
                terminal.Output.WriteLine(Json(outcome.Job, failure));
            }

            // Otherwise this line would overtake the answers before it, where both end in one window.
            terminal.Output.Flush();
            var job = string.Create(CultureInfo.InvariantCulture, $"job {outcome.Number}, {JobWriter.ToText(outcome.Job)}");
            terminal.Error.WriteLine($"lb send: {job}, failed: {failure.Detail}");
        }
    }

    private string Json(JobAnswer answer)
    {
        _line.ResetWrittenCount();
        JobAnswers.WriteJson(_line, answer);
        return Encoding.UTF8.GetString(_line.WrittenSpan);
    }

    // A job without an answer has a line, too, so that line N is job N; the member `problem` tells the two apart.
    private static string Json(JobRequest job, JobFailure failure)
    {
        var problem = failure.Reply?.Problem
            ?? new JobProblem(Title: failure.Reply is null ? "No answer" : "No answer of a broker", Status: (int?)failure.Reply?.Status ?? 0, Detail: failure.Detail);
        var plain = Encoding.UTF8.GetString(JobWriter.ToJson(job with { Payload = null }));
        return $"{plain.AsSpan()[..^1]},\"problem\":{Encoding.UTF8.GetString(JobProblems.ToJson(problem))}}}";
    }
}
