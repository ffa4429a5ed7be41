using System.Net;
using System.Text;
using Client.Cli.Output;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Client.Cli.Brokers;

/// <summary>An answer of the broker, read to its end.</summary>
internal sealed record BrokerReply(HttpStatusCode Status, string? MediaType, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and <= 299;

    /// <summary>The problem the broker reports, or none where it reports none, as another server on that port would.</summary>
    public JobProblem? Problem => MediaType == JobMediaTypes.Problem ? JobProblems.ReadJson(Body) : null;

    /// <summary>Status, detail and all errors in one line: <c>503 Service Unavailable: All workers are down.</c></summary>
    public string Describe(Uri broker)
    {
        var said = new StringBuilder($"{(int)Status} {Title}");
        if (Problem is not { } problem)
        {
            return said.Append($", an answer that is not a broker's; what listens at {BrokerAddress.Text(broker)}?").ToString();
        }

        if (!string.IsNullOrWhiteSpace(problem.Detail))
        {
            said.Append(": ").Append(problem.Detail.Trim());
        }

        foreach (var fault in (problem.Errors ?? new Dictionary<string, string[]>()).SelectMany(member => member.Value))
        {
            // Some say them all in the detail already.
            if (!problem.Detail.Contains(fault, StringComparison.Ordinal))
            {
                said.Append(' ').Append(fault.Trim());
            }
        }

        return PrintableText.Of(said.ToString());
    }

    // HttpStatusCode has names for the registered ones only, and without spaces.
    private string Title => !string.IsNullOrWhiteSpace(Problem?.Title)
        ? Problem.Title
        : Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase((int)Status) is { Length: > 0 } phrase ? phrase : "(no such status is registered)";
}
