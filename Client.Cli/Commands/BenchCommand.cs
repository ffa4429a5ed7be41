using System.Globalization;
using Client.Cli.Bench;
using Client.Cli.Output;
using Client.Cli.Syntax;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Client.Cli.Commands;

/// <summary><c>lb bench</c>: sends jobs at a given rate, whatever becomes of them, and tells the latencies.</summary>
internal sealed class BenchCommand(Terminal terminal, TimeProvider time)
{
    /// <param name="parameters">What to measure.</param>
    /// <param name="stop">Breaks it off; what is finished is still reported.</param>
    public async Task<int> RunAsync(BenchParameters parameters, CancellationToken stop)
    {
        // Opened before anything is sent: a folder that is not there must not cost the figures of an hour.
        await using var csv = Open(parameters.Csv, "--csv");
        await using var html = Open(parameters.Html, "--html");
        var run = new BenchRun(parameters, time);
        var legs = new List<LegResult>();
        try
        {
            using var progress = new Progress(terminal, run.Describe, time);
            await foreach (var leg in run.RunAsync(stop))
            {
                legs.Add(leg);
                progress.Clear();
                Say(leg, parameters.Rounds);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && legs.Count > 0)
        {
            terminal.Error.WriteLine("lb bench: interrupted; what follows is of the legs that were finished.");
        }

        // First the files: whoever reads the table may leave in the middle of it.
        if (csv is not null)
        {
            BenchCsv.Write(csv, legs);
        }

        if (html is not null)
        {
            BenchReport.Of(legs, Lead(parameters)).Write(html);
        }

        Report(parameters, legs);
        Warn(legs);
        return stop.IsCancellationRequested ? ExitCodes.Interrupted
            : legs.Any(leg => leg.Total.Failed > 0) ? ExitCodes.Failed
            : ExitCodes.Done;
    }

    private static StreamWriter? Open(string? path, string flag)
    {
        try
        {
            return path is null ? null : new StreamWriter(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException(PrintableText.Of($"{flag} is '{path}', which cannot be written: {fault.Message}"));
        }
    }

    private static string Lead(BenchParameters parameters)
    {
        var (settings, plan) = (parameters.Settings, parameters.Plans[0]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.Arrivals} arrivals, {settings.Mix.LongShare:P0} of them Long, from {settings.Mix.Applications} applications; {parameters.Rounds} {(parameters.Rounds == 1 ? "round" : "rounds")} of {plan.Counted.TotalSeconds:0.##} s after {plan.WarmUp.TotalSeconds:0.##} s of warm-up; seed {settings.Seed}.");
    }

    private void Say(LegResult leg, int rounds)
    {
        var (total, late) = (leg.Total, leg.Lateness);
        terminal.Error.WriteLine(PrintableText.Of(string.Create(
            CultureInfo.InvariantCulture,
            $"round {leg.Round} of {rounds}  {leg.Target.Name} at {leg.Plan.Text}: Short p50 {Ms(total.Short.Percentile(50))}, p99 {Ms(total.Short.Percentile(99))}; Long p99 {Ms(total.Long.Percentile(99))}; failed {total.Failed}; sent late by p99 {late.P99.TotalMilliseconds:F2}, answers seen late by {late.PoolP99.TotalMilliseconds:F2} ms; {late.Cores:F2} cores")));
    }

    private void Report(BenchParameters parameters, List<LegResult> legs)
    {
        var summaries = BenchSummary.Of(legs);
        if (parameters.Json)
        {
            foreach (var summary in summaries)
            {
                terminal.Output.WriteLine(BenchJson.Line(summary));
            }

            terminal.Output.Flush();
            return;
        }

        if (summaries.Count > 0)
        {
            BenchTable.Write(terminal, summaries);
        }

        for (var window = 0; parameters.Windows.Count > 1 && window < parameters.Windows.Count; window++)
        {
            var (from, to) = parameters.Windows[window];
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"From {from.TotalSeconds:0.##} to {to.TotalSeconds:0.##} s:"));
            BenchTable.Write(terminal, BenchSummary.Of(legs, window));
        }

        Explain(summaries);
    }

    private void Explain(IReadOnlyList<BenchSummary> summaries)
    {
        if (summaries.Max(summary => summary.Legs.Count) is var rounds and > 1)
        {
            var confidence = MedianInterval.Of(Enumerable.Repeat(TimeSpan.Zero, rounds)).Confidence;
            terminal.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Medians over {rounds} rounds, in ms; the true p99 lies in \"between\" with {confidence:P0} confidence."));
        }

        foreach (var summary in summaries.Where(summary => summary.Pooled.Failed > 0))
        {
            var kinds = summary.Pooled.Short.Failures.Concat(summary.Pooled.Long.Failures)
                .GroupBy(kind => kind.Key)
                .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Key} {kind.Sum(each => each.Value)} times"));
            terminal.Error.WriteLine(PrintableText.Of(
                $"lb bench: {summary.Target.Name} at {summary.Plan.Text}: {string.Join(", ", kinds)}. Latencies are of the answered jobs alone."));
        }
    }

    private void Warn(List<LegResult> legs)
    {
        var late = legs.Where(leg => !leg.Lateness.OnTime).ToArray();
        if (late.MaxBy(leg => leg.Lateness.Worst) is { } worst)
        {
            terminal.Error.WriteLine(PrintableText.Of(string.Create(
                CultureInfo.InvariantCulture,
                $"lb bench: WARNING: the generator was late in {late.Length} of {legs.Count} legs, most in round {worst.Round}, {worst.Target.Name} at {worst.Plan.Text}: one job in a hundred left more than {worst.Lateness.P99.TotalMilliseconds:F1} ms after its moment, one answer in a hundred was seen more than {worst.Lateness.PoolP99.TotalMilliseconds:F1} ms late (wanted: {Lateness.Limit.TotalMilliseconds:F0}). Latencies of these legs are too high by that; use a lower rate, or a machine with more free cores.")));
        }
    }

    private static string Ms(TimeSpan time) => time.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);
}
