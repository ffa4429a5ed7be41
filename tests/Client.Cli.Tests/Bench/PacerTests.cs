using Client.Cli.Bench;
using Job.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace Client.Cli.Tests.Bench;

public sealed class PacerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<(double Due, double Late)> _sent = [];

    [Fact]
    public void Run_AClockThatWakesOnTime_SendsEachJobAtItsMoment()
    {
        Run(_time.Advance, Jobs(0, 5, 250, 250, 1000));

        Assert.Equal([(0, 0), (5, 0), (250, 0), (250, 0), (1000, 0)], _sent);
    }

    [Fact]
    public void Run_WokenTooEarly_SendsNothingEarly()
    {
        Run(asked => _time.Advance(asked / 2 + TimeSpan.FromTicks(1)), Jobs(10, 20, 30));

        Assert.All(_sent, job => Assert.InRange(job.Late, 0, 0.01));
    }

    [Fact]
    public void Run_WokenTooLate_SaysByHowMuch()
    {
        Run(asked => _time.Advance(asked + TimeSpan.FromMilliseconds(3)), Jobs(10, 20, 30));

        Assert.Equal([(10, 3), (20, 3), (30, 3)], _sent);
    }

    // Held up for 35 ms while it waits for the first: what fell due meanwhile goes at once, what comes later at its own moment.
    [Fact]
    public void Run_AHoldUp_ShiftsNothingBehindIt()
    {
        var hold = TimeSpan.FromMilliseconds(35);
        Run(
            asked =>
            {
                _time.Advance(asked + hold);
                hold = TimeSpan.Zero;
            },
            Jobs(10, 20, 30, 60));

        Assert.Equal([(10, 35), (20, 25), (30, 15), (60, 0)], _sent);
    }

    [Fact]
    public void Run_SendingThatTakesTime_DoesNotDelayTheRest()
    {
        var start = _time.GetTimestamp();
        new Pacer(_time, _time.Advance).Run(
            Jobs(10, 20, 30),
            start,
            (job, late) =>
            {
                _sent.Add((job.Due.TotalMilliseconds, late.TotalMilliseconds));
                _time.Advance(TimeSpan.FromMilliseconds(8));
            },
            CancellationToken.None);

        Assert.Equal([(10, 0), (20, 0), (30, 0)], _sent);
    }

    [Fact]
    public void Run_StoppedDuringALongWait_SendsNoMore()
    {
        using var stop = new CancellationTokenSource();
        var sleeps = 0;
        new Pacer(_time, asked =>
        {
            Assert.InRange(asked.TotalMilliseconds, 0, 100); // else Ctrl-C would have to wait
            _time.Advance(asked);
            if (++sleeps == 3)
            {
                stop.Cancel();
            }
        }).Run(Jobs(0, 60_000), _time.GetTimestamp(), (job, _) => _sent.Add((job.Due.TotalMilliseconds, 0)), stop.Token);

        Assert.Equal([(0, 0)], _sent);
        Assert.Equal(3, sleeps);
    }

    private static IEnumerable<PlannedJob> Jobs(params double[] due)
        => due.Select(ms => new PlannedJob(TimeSpan.FromMilliseconds(ms), JobType.Short, 0));

    private void Run(Action<TimeSpan> sleep, IEnumerable<PlannedJob> jobs)
        => new Pacer(_time, sleep).Run(jobs, _time.GetTimestamp(), (job, late) => _sent.Add((job.Due.TotalMilliseconds, late.TotalMilliseconds)), CancellationToken.None);
}
