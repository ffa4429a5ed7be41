using System.Globalization;
using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>Draws the jobs of a workload one after the other; every design is sent the same.</summary>
internal sealed class JobStream
{
    private readonly Workload _workload;
    private readonly Cluster _cluster;
    private readonly Source[] _sources;
    private readonly PhasePlan _plan;

    private readonly Random _classes;
    private readonly Random _senders;
    private readonly Random _works;
    private readonly Random _groups;
    private readonly Random _labels;
    private readonly Random _trips;
    private readonly Random _brokers;

    private int _drawn;

    public JobStream(Workload workload, Cluster cluster)
    {
        (_workload, _cluster) = (workload, cluster);
        _plan = new PhasePlan(workload.Phases);
        _classes = Chance.Of(workload.Seed, 3);
        _senders = Chance.Of(workload.Seed, 4);
        _works = Chance.Of(workload.Seed, 5);
        _groups = Chance.Of(workload.Seed, 6);
        _labels = Chance.Of(workload.Seed, 7);
        _trips = Chance.Of(workload.Seed, 8);
        _brokers = Chance.Of(workload.Seed, 9);
        _sources = [.. Sources()];
    }

    /// <summary>Makes this the next job; false when all have come.</summary>
    public bool TryDraw(SimulatedJob job)
    {
        if (_drawn == _workload.Jobs)
        {
            return false;
        }

        job.Number = _drawn++;
        job.Broker = _cluster.Brokers == 1 ? 0 : _brokers.Next(_cluster.Brokers);
        job.There = Trip();
        job.Back = Trip();
        if (_workload.Recorded is { } recorded)
        {
            Copy(recorded[job.Number], job);
        }
        else
        {
            Draw(job);
        }

        return true;
    }

    private static void Copy(in RecordedJob recorded, SimulatedJob job)
    {
        job.ArrivedAt = recorded.At.Ticks;
        job.Class = recorded.Class;
        job.Work = recorded.Work.Ticks;
        job.Ticket.Label = recorded.Class;
        job.Ticket.Application = recorded.Application;
    }

    private void Draw(SimulatedJob job)
    {
        var source = _sources.Length == 1 ? _sources[0] : _sources.MinBy(one => one.Times.Next)!;
        var now = source.Times.Next;
        source.Times.Advance();
        var sender = source.Pick(_groups);
        var isLong = _classes.NextDouble() < (sender.Group.LongShare ?? _plan.At(now).LongShare ?? _workload.LongShare);
        var isWrong = sender.Group.WrongLabels > 0 && _labels.NextDouble() < sender.Group.WrongLabels;

        job.ArrivedAt = (long)(now * TimeSpan.TicksPerSecond);
        job.Class = isLong ? JobClass.Long : JobClass.Short;
        job.Work = isLong ? Time(_workload.LongMean, _workload.LongSpread) : Time(_workload.ShortMean, _workload.ShortSpread);
        job.Group = sender.Index;
        job.Ticket.Label = sender.Group.IsUnlabelled ? null : isLong == isWrong ? JobClass.Short : JobClass.Long;
        job.Ticket.Application = sender.Applications[_senders.Next(sender.Applications.Length)];
        job.Ticket.Deadline = sender.Group.Deadline is { } deadline ? TimeSpan.FromTicks(job.ArrivedAt) + deadline : TimeSpan.MaxValue;
    }

    private IEnumerable<Source> Sources()
    {
        if (_workload.Recorded is not null)
        {
            yield break;
        }

        var senders = _workload.Senders.Select((group, index) => new Sender(group, index)).ToArray();
        if (Array.FindAll(senders, sender => sender.Group.Rate is null) is { Length: > 0 } mixed)
        {
            var times = new ArrivalTimes(_workload.Rate, _workload.Bursts, _workload.Phases, Chance.Of(_workload.Seed, 1), Chance.Of(_workload.Seed, 2));
            yield return new Source(times, mixed);
        }

        foreach (var sender in senders.Where(sender => sender.Group.Rate is not null))
        {
            var gaps = Chance.Of(_workload.Seed, 100 + (uint)sender.Index);
            yield return new Source(new ArrivalTimes(sender.Group.Rate!.Value, null, [], gaps, gaps), [sender]);
        }
    }

    private long Time(TimeSpan mean, Spread spread) => (long)(mean.Ticks * spread.Draw(_works));

    private long Trip() => _cluster.Network.Ticks
        + (_cluster.NetworkScatter == TimeSpan.Zero ? 0 : (long)(_cluster.NetworkScatter.Ticks * Spread.ExponentialOf(_trips)));

    private sealed class Sender(ApplicationGroup group, int index)
    {
        public ApplicationGroup Group => group;

        public int Index => index;

        public string[] Applications { get; } =
            [.. Enumerable.Range(1, group.Applications).Select(number => string.Create(CultureInfo.InvariantCulture, $"{group.Name}-{number}"))];
    }

    /// <summary>A process of arrivals, and the groups that share it by weight.</summary>
    private sealed class Source(ArrivalTimes times, Sender[] senders)
    {
        private readonly double _weights = senders.Sum(sender => sender.Group.Weight);

        public ArrivalTimes Times => times;

        public Sender Pick(Random random)
        {
            if (senders.Length == 1)
            {
                return senders[0];
            }

            var left = random.NextDouble() * _weights;
            foreach (var sender in senders)
            {
                left -= sender.Group.Weight;
                if (left < 0)
                {
                    return sender;
                }
            }

            return senders[^1]; // where the weights' sum was rounded up
        }
    }
}
