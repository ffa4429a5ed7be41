using System.Globalization;
using Client.Cli.Brokers;
using Client.Cli.Output;
using Job.Contracts;
using Job.Hosting.Logging;
using Spectre.Console;

namespace Client.Cli.Commands;

/// <summary><c>lb explain</c>: why the last jobs went where they went.</summary>
internal sealed class ExplainCommand(Terminal terminal)
{
    /// <param name="broker">Whom to ask.</param>
    /// <param name="job">An applicationId, or a trace id of 32 hexadecimal digits; null for all.</param>
    /// <param name="last">How many, at most.</param>
    /// <param name="json">One object a line instead of a table.</param>
    /// <param name="stop">Breaks the call off.</param>
    public async Task<int> RunAsync(BrokerClient broker, string? job, int last, bool json, CancellationToken stop)
    {
        // The broker's latest is first; people read downwards in time.
        // An application may be named like a trace, so what is no trace the broker knows of is one.
        var isTrace = IsTrace(job);
        var found = isTrace ? await broker.DecisionsAsync(null, job, last, stop) : [];
        var isLife = found.Length > 0;
        var decisions = (isLife ? found : await broker.DecisionsAsync(job, null, last, stop)).Reverse().ToArray();
        if (json)
        {
            foreach (var decision in decisions)
            {
                terminal.Output.WriteLine(AdminJson.Line(decision, AdminJson.Default.DecisionState));
            }
        }
        else if (isLife)
        {
            foreach (var life in decisions.GroupBy(decision => (decision.Cluster, decision.Job)))
            {
                JobLife.Write(terminal.Output, [.. life]);
            }
        }
        else if (decisions.Length > 0)
        {
            Tables.Write(terminal, Table(decisions));
        }

        terminal.Output.Flush();
        if (decisions.Length == 0)
        {
            var whose = job is null ? "no job" : $"no job of {(isTrace ? "the trace, or of an application, " : "")}'{PrintableText.Of(job)}' among its last 1,000";
            terminal.Error.WriteLine($"The broker at {BrokerAddress.Text(broker.Address)} has dispatched {whose}.");
        }

        // Who names a job wants that one.
        return decisions.Length == 0 && isTrace ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static bool IsTrace(string? job) => job is { Length: 32 } && job.All(char.IsAsciiHexDigit);

    private Table Table(IEnumerable<DecisionState> decisions)
    {
        var table = Tables.New(terminal, "time", "application", "type", "worker", "queue ms", "expected", "took", "in flight", "why");
        foreach (var decision in decisions)
        {
            table.AddRow(
                new Text(decision.At.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)),
                new Text(PrintableText.Of(decision.ApplicationId)),
                new Text(PrintableText.Of(decision.Type)),
                new Text(PrintableText.Of(decision.Worker ?? "-")),
                Number(decision.QueueMs),
                Number(decision.ExpectedMs),
                decision.ActualMs is { } took ? Number(took) : Tables.Number("-"),
                new Text(string.Join(' ', decision.Candidates.Select(one => PrintableText.Of(
                    string.Create(CultureInfo.InvariantCulture, $"{one.Worker}:{one.InFlight}{(one.Slots is { } slots ? $"/{slots}" : "")}"))))),
                new Text(PrintableText.Of(decision.Why)));
        }

        return table;
    }

    private static Text Number(double milliseconds) => Tables.Number(milliseconds.ToString("0.0", CultureInfo.InvariantCulture));
}
