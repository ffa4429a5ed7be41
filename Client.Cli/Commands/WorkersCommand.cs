using System.Globalization;
using Client.Cli.Brokers;
using Client.Cli.Output;
using Job.Contracts;
using Job.Hosting.Logging;
using Spectre.Console;

namespace Client.Cli.Commands;

/// <summary><c>lb workers</c>: the workers as the broker sees them.</summary>
internal sealed class WorkersCommand(Terminal terminal)
{
    // A cell is never empty: behind a pipe the columns are counted.
    private const string Unknown = "-";

    /// <param name="broker">Whom to ask.</param>
    /// <param name="json">One object a line instead of a table.</param>
    /// <param name="stop">Breaks the call off.</param>
    public async Task<int> RunAsync(BrokerClient broker, bool json, CancellationToken stop)
    {
        var workers = await broker.WorkersAsync(stop);
        if (json)
        {
            foreach (var worker in workers)
            {
                terminal.Output.WriteLine(AdminJson.Line(worker, AdminJson.Default.WorkerState));
            }
        }
        else
        {
            Tables.Write(terminal, Table(workers));
        }

        terminal.Output.Flush();
        if (workers.Length == 0)
        {
            terminal.Error.WriteLine($"The broker at {BrokerAddress.Text(broker.Address)} has no workers.");
        }

        return ExitCodes.Done;
    }

    private Table Table(IEnumerable<WorkerState> workers)
    {
        var table = Tables.New(terminal, "worker", "address", "state", "in flight", "assigned", "failed", "cluster", "slots", "queued", "speed", "telemetry", "why");
        foreach (var worker in workers)
        {
            table.AddRow(
                Cell(worker.Id),
                Cell(worker.Address),
                new Text(PrintableText.Of(worker.State ?? ""), new Style(Colour(worker.State))),
                Tables.Number(worker.InFlight.ToString(CultureInfo.InvariantCulture)),
                Tables.Number(worker.Assigned.ToString(CultureInfo.InvariantCulture)),
                Tables.Number(worker.Failed.ToString(CultureInfo.InvariantCulture)),
                Cell(worker.Cluster),
                Count(worker.Slots),
                Count(worker.Queued),
                Tables.Number(worker.Speed?.ToString("0.##", CultureInfo.InvariantCulture) ?? Unknown),
                new Text(PrintableText.Of(worker.Telemetry ?? Unknown), new Style(TelemetryColour(worker.Telemetry))),
                Cell(worker.Why ?? Unknown));
        }

        return table;
    }

    private static Text Count(int? number) => Tables.Number(number?.ToString(CultureInfo.InvariantCulture) ?? Unknown);

    private static Text Cell(string? text) => new(PrintableText.Of(text ?? ""));

    private static Color TelemetryColour(string? telemetry) => telemetry switch
    {
        "fresh" => Color.Green,
        "absurd" => Color.Red,
        _ => Color.Yellow,
    };

    private static Color Colour(string? state) => state switch
    {
        "healthy" => Color.Green,
        "draining" or "drained" => Color.Yellow,
        _ => Color.Red,
    };
}
