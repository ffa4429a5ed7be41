using System.Globalization;
using Balancing.Core.Queueing;

namespace Balancing.Simulation;

/// <summary>Draws the jobs of a workload one after the other; every design is sent the same.</summary>
internal sealed class JobStream
{
    private readonly Workload _workload;
    private readonly string[] _applications;

    // A chance of its own for each question, so that another share of Longs leaves the times of arrival as they are.
    private readonly Random _gaps;
    private readonly Random _phases;
    private readonly Random _classes;
    private readonly Random _senders;
    private readonly Random _works;

    private double _now;
    private double _phaseEnd;
    private bool _isHigh = true; // the first phase begins by being left
    private int _drawn;

    public JobStream(Workload workload)
    {
        _workload = workload;
        _applications = [.. Enumerable.Range(1, workload.Applications).Select(number => "App" + number.ToString(CultureInfo.InvariantCulture))];
        _gaps = Chance(1);
        _phases = Chance(2);
        _classes = Chance(3);
        _senders = Chance(4);
        _works = Chance(5);
    }

    /// <summary>Makes this the next job; false when all have come.</summary>
    public bool TryDraw(SimulatedJob job)
    {
        if (_drawn == _workload.Jobs)
        {
            return false;
        }

        _now = NextArrival();
        var isLong = _classes.NextDouble() < _workload.LongShare;
        job.Number = _drawn++;
        job.ArrivedAt = (long)(_now * TimeSpan.TicksPerSecond);
        job.Work = (long)(isLong ? _workload.LongMean.Ticks * Lognormal() : _workload.ShortMean.Ticks * Exponential(_works));
        job.Ticket.Class = isLong ? JobClass.Long : JobClass.Short;
        job.Ticket.Application = _applications[_senders.Next(_applications.Length)];
        return true;
    }

    private double NextArrival()
    {
        // Work through the rate: an exponential amount of it passes between two arrivals, whatever the phases do meanwhile.
        var amount = Exponential(_gaps);
        if (_workload.Bursts is not { } bursts)
        {
            return _now + (amount / _workload.Rate);
        }

        var from = _now;
        while (true)
        {
            var rate = _workload.Rate * (_isHigh ? bursts.Height : 2 - bursts.Height);
            var arrival = from + (amount / rate);
            if (arrival <= _phaseEnd)
            {
                return arrival;
            }

            amount -= (_phaseEnd - from) * rate;
            from = _phaseEnd;
            _isHigh = !_isHigh;
            _phaseEnd += bursts.Phase.TotalSeconds * Exponential(_phases);
        }
    }

    // 1 - x because x may be 0 and its logarithm is not.
    private static double Exponential(Random random) => -Math.Log(1 - random.NextDouble());

    // exp(sigma * z) has the mean exp(sigma^2 / 2), which is taken out again; z is normal by Box and Muller.
    private double Lognormal()
    {
        var sigma = _workload.LongSigma;
        var normal = Math.Sqrt(2 * Exponential(_works)) * Math.Cos(2 * Math.PI * _works.NextDouble());
        return Math.Exp((sigma * normal) - (sigma * sigma / 2));
    }

    // Neighbouring seeds make Random begin alike, so the two numbers are spread over all bits first (Steele's SplitMix64).
    private Random Chance(uint stream)
    {
        var seed = ((ulong)(uint)_workload.Seed << 32) + stream;
        seed = (seed + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
        seed = (seed ^ (seed >> 27)) * 0x94D049BB133111EB;
        return new Random((int)(seed >> 32));
    }
}
