using System.Globalization;
using Client.Cli.Brokers;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Client.Cli.Commands;

/// <summary>The life of one job in lines: when it came, why it waited, where it went, each try, and what it took against what was expected.</summary>
internal static class JobLife
{
    /// <param name="output">Where it is written.</param>
    /// <param name="tries">What the broker decided about it, the earliest first; one at least.</param>
    public static void Write(TextWriter output, IReadOnlyList<DecisionState> tries)
    {
        var first = tries[0];
        var came = first.At - TimeSpan.FromMilliseconds(first.QueueMs);
        Line(output, $"{first.Type} of {first.ApplicationId}{(first.TraceId is { } trace ? $", trace {trace}" : "")}");
        Line(output, $"  {Clock(came)}  received");
        foreach (var one in tries)
        {
            Line(output, $"  {Clock(one.At)}  {After(one.At - came)}{one.Why}");
            if (one.Candidates.Length > 0)
            {
                Line(output, $"                the workers held {string.Join(", ", one.Candidates.Select(worker => $"{worker.Worker}: {worker.InFlight}{(worker.Slots is { } slots ? $" of {slots}" : "")}"))}");
            }

            if (one is { Worker: { } name, ActualMs: { } took })
            {
                Line(output, $"  {Clock(one.At + TimeSpan.FromMilliseconds(took))}  {After(one.At - came + TimeSpan.FromMilliseconds(took))}worker {name}: {one.Outcome ?? "ended"} after {took:0.0} ms; {Against(took, one.ExpectedMs)}");
            }
            else if (one.Worker is { } busy)
            {
                Line(output, $"                worker {busy} still has it; expected are {one.ExpectedMs:0.0} ms");
            }
        }

        if (tries.All(one => one.Worker is null || one.ActualMs is not null))
        {
            var ended = tries.Max(one => one.At + TimeSpan.FromMilliseconds(one.ActualMs ?? 0));
            Line(output, $"  {(ended - came).TotalMilliseconds:0.0} ms in all, {first.QueueMs:0.0} ms of them before it went to a worker");
        }
    }

    private static string Against(double took, double expected) => expected > 0
        ? string.Create(CultureInfo.InvariantCulture, $"expected were {expected:0.0} ms, so {took / expected:0.0} times that")
        : "nothing was expected yet";

    private static string After(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"+{time.TotalMilliseconds:0.0} ms  ");

    private static string Clock(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static void Line(TextWriter output, FormattableString text) => output.WriteLine(PrintableText.Of(text.ToString(CultureInfo.InvariantCulture)));
}
