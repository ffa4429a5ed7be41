using System.Globalization;
using System.Runtime.CompilerServices;
using Client.Cli.Brokers;

namespace Client.Cli.Bench;

/// <summary>All legs of a run: in each round every rate, and at each rate every target in turn, so that a busy neighbour meets all of them.</summary>
internal sealed class BenchRun(BenchParameters parameters, TimeProvider time)
{
    private LegRecorder? _recorder;
    private string _where = "";
    private long _begun;
    private TimeSpan _length;

    /// <summary>Runs them; each result comes as soon as it is there.</summary>
    /// <param name="stop">Breaks off the leg under way.</param>
    /// <exception cref="BrokerException">A target cannot be reached at all.</exception>
    public async IAsyncEnumerable<LegResult> RunAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var posters = new Posters(parameters, time);
        foreach (var target in parameters.Targets)
        {
            await posters.CheckAsync(target, stop);
        }

        if (parameters.Plans[0].WarmUp == TimeSpan.Zero)
        {
            await Rehearsal.RunAsync(stop);
        }

        for (var round = 1; round <= parameters.Rounds; round++)
        {
            for (var step = 0; step < parameters.Plans.Count; step++)
            {
                foreach (var target in parameters.Targets)
                {
                    yield return await RunOneAsync(posters.Of(target), target, round, step, stop);
                }
            }
        }
    }

    /// <summary>How far it is, in one line.</summary>
    public string Describe()
    {
        if (_recorder is not { } recorder)
        {
            return "getting ready";
        }

        var gone = time.GetElapsedTime(_begun);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_where}: {(gone < _length ? gone : _length).TotalSeconds:F0} of {_length.TotalSeconds:F0} s, {recorder.Answered} answered, {recorder.Failed} failed, {recorder.UnderWay} under way");
    }

    private async Task<LegResult> RunOneAsync(JobPoster poster, BenchTarget target, int round, int step, CancellationToken stop)
    {
        var plan = parameters.Plans[step];
        WindowRecord[] windows = [.. parameters.Windows.Select(window => WindowRecord.Empty(window.From, window.To))];
        var recorder = new LegRecorder(windows, plan.WarmUp);
        (_where, _begun, _length) = ($"round {round} of {parameters.Rounds}, {target.Name} at {plan.Text}", time.GetTimestamp(), plan.End);
        _recorder = recorder;

        // What one leg has left behind must not be cleared away during the next.
        GC.Collect();
        var cores = await new BenchLeg(poster, parameters.Settings).RunAsync(target, plan, Arrivals.Seed(parameters.Settings.Seed, round, step), recorder, stop);
        return new LegResult(target, plan, round, windows, recorder.Lateness(cores));
    }

    // One pool of connections for each target, kept over the rounds.
    private sealed class Posters(BenchParameters parameters, TimeProvider time) : IDisposable
    {
        private readonly Dictionary<BenchTarget, JobPoster> _posters = parameters.Targets.ToDictionary(
            target => target,
            _ => new JobPoster(parameters.Settings.Mix.Applications, parameters.Settings.Timeout, time, parameters.Tls));

        public JobPoster Of(BenchTarget target) => _posters[target];

        // A target that is not there at all is one line, not a report full of failures.
        public async Task CheckAsync(BenchTarget target, CancellationToken stop)
        {
            var (failure, _) = await Of(target).PostAsync(new Uri(target.Address, "process"), default, stop);
            if (failure is "refused" or "no connection")
            {
                throw new BrokerUnreachableException(target.Address, failure == "refused" ? "Connection refused" : failure);
            }
        }

        public void Dispose()
        {
            foreach (var poster in _posters.Values)
            {
                poster.Dispose();
            }
        }
    }
}
