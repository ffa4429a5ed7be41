using System.Globalization;
using Client.Cli.Bench;
using Job.Contracts;

namespace Client.Cli.Output;

/// <summary>Measurements as CSV (RFC 4180): one row a target, rate, round, stretch and type, for spreadsheets and scripts. Times in milliseconds.</summary>
internal static class BenchCsv
{
    private const string Headings = "target,rate,round,from_s,to_s,type,answered,failed,mean_ms,p50_ms,p90_ms,p99_ms,p999_ms,max_ms,late_p99_ms";

    public static void Write(TextWriter output, IEnumerable<LegResult> legs)
    {
        output.WriteLine(Headings);
        foreach (var leg in legs)
        {
            foreach (var window in leg.Windows)
            {
                foreach (var type in new[] { JobType.Short, JobType.Long })
                {
                    output.WriteLine(Row(leg, window, type));
                }
            }
        }
    }

    private static string Row(LegResult leg, WindowRecord window, JobType type)
    {
        var jobs = window.Of(type);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Quoted(leg.Target.Name)},{leg.Plan.Mean:0.###},{leg.Round},{window.From.TotalSeconds:0.###},{window.To.TotalSeconds:0.###},{type},{jobs.Answered},{jobs.Failed},{Time(jobs, jobs.Mean)},{At(50)},{At(90)},{At(99)},{At(99.9)},{Time(jobs, jobs.Max)},{leg.Lateness.P99.TotalMilliseconds:0.###}");

        string At(double percent) => Time(jobs, jobs.Percentile(percent));
    }

    // A type without answers has no latency: an empty field, not 0.
    private static string Time(TypeRecord jobs, TimeSpan time)
        => jobs.Answered == 0 ? "" : time.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);

    // A spreadsheet would take a name that begins with one of =+-@ for a formula.
    private static string Quoted(string name)
    {
        var safe = name[0] is '=' or '+' or '-' or '@' ? "'" + name : name;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
