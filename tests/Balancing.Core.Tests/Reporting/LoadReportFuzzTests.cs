using System.Text;
using Balancing.Core.Reporting;
using Fuzzing;

namespace Balancing.Core.Tests.Reporting;

/// <summary>Whatever a worker reports: numbers that can be true, or a reason of one line and an empty report; never an exception.</summary>
public sealed class LoadReportFuzzTests
{
    private static readonly byte[][] Known =
    [
        .. new[]
        {
            """JSON {"application_utilization":0.5,"rps_fractional":12.5,"named_metrics":{"slots":8,"inFlight":3,"queued":0}}""",
            "TEXT application_utilization=0.5, rps_fractional=12.5, named_metrics.slots=8, named_metrics.inFlight=3",
            "TEXT cpu_utilization:0.3,mem_utilization:0.8", "BIN CgA=", "JSON {}", "TEXT", "8", " 8 ", "1e3",
            """{"slots":8,"inFlight":3,"queued":0,"shortMs":5.1,"longMs":204.2,"utilization":0.4}""",
            """{"slots":8,"inFlight":3,"queued":0,"other":{"a":[1,2,{"b":null}]}}""", """{"slots":null}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "JSON ", "TEXT ", "{", "}", "[", "]", "\"", ":", "=", ",", " ", "\\", "\\ud800", "\\u0000", "null", "true", "-", "1e999", "-1e999", "NaN", "Infinity", "1e-400",
            "99999999999999999999", "0.5", "slots", "inFlight", "queued", "named_metrics", "named_metrics.", "application_utilization", "rps_fractional", "\"slots\":", "[[[[[[[[[",
        }.Select(Encoding.UTF8.GetBytes),
        [0], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFF], [0x0A],
    ];

    [Fact]
    public void Read_HalfAMillionMutations_GivesAReportThatCanBeTrueOrAReason()
    {
        var reports = 0;

        FuzzRun.Of(FuzzRun.Iterations(500_000), Known, Tokens, bytes =>
        {
            Check(LoadReportReader.ReadLoad(bytes, out var load), load, ref reports);
            var text = Encoding.Latin1.GetString(bytes); // as a header is read
            Check(LoadReportReader.ReadOrca(text, out var orca), orca, ref reports);
            Check(LoadReportReader.ReadSlots(text, out var slots), slots, ref reports);
        });

        Assert.True(reports > 1000, $"{reports} reports: the mutator is no good");
    }

    private static void Check(string? fault, LoadReport report, ref int reports)
    {
        if (fault is not null)
        {
            if (report != default || fault.Length > 200 || !fault.All(letter => letter is >= ' ' and <= '~'))
            {
                throw new InvalidOperationException($"beside the reason '{fault}' stands {report}");
            }

            return;
        }

        if (report != default)
        {
            Interlocked.Increment(ref reports);
        }

        var canBeTrue = report.Slots is null or >= LoadReportReader.LeastSlots and <= LoadReportReader.MostSlots
            && report.InFlight is null or >= 0 && report.Queued is null or >= 0
            && (report.ShortTime ?? TimeSpan.Zero) >= TimeSpan.Zero && (report.LongTime ?? TimeSpan.Zero) >= TimeSpan.Zero
            && double.IsFinite(report.Utilization ?? 0) && (report.Utilization ?? 0) >= 0
            && double.IsFinite(report.PerSecond ?? 0) && (report.PerSecond ?? 0) >= 0;
        if (!canBeTrue)
        {
            throw new InvalidOperationException($"{report} is believed");
        }
    }
}
