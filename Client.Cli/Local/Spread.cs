using System.Globalization;
using Client.Cli.Output;
using Job.Contracts;
using Spectre.Console;

namespace Client.Cli.Local;

/// <summary>Counts who served what, and shows it as a table.</summary>
internal sealed class Spread
{
    private readonly Dictionary<string, (int Long, int Short)> _served = new(StringComparer.Ordinal);

    /// <summary>A worker's row stands there from the start, so that one without work shows.</summary>
    public Spread(IEnumerable<string> workers)
    {
        foreach (var worker in workers)
        {
            _served[worker] = (0, 0);
        }
    }

    public void Count(JobAnswer answer)
    {
        var (complex, simple) = _served.GetValueOrDefault(answer.Worker);
        _served[answer.Worker] = answer.ApplicationType == JobType.Long ? (complex + 1, simple) : (complex, simple + 1);
    }

    public void Write(Terminal terminal)
    {
        var total = _served.Values.Sum(served => served.Long + served.Short);
        var table = Tables.New(terminal, "worker", "jobs", "Long", "Short", "share");
        foreach (var (worker, served) in _served)
        {
            var jobs = served.Long + served.Short;
            table.AddRow(
                new Text(worker),
                Number(jobs),
                Number(served.Long),
                Number(served.Short),
                Tables.Number(string.Create(CultureInfo.InvariantCulture, $"{(total == 0 ? 0 : 100.0 * jobs / total):0} %")));
        }

        Tables.Write(terminal, table);
    }

    private static Text Number(int count) => Tables.Number(count.ToString(CultureInfo.InvariantCulture));
}
