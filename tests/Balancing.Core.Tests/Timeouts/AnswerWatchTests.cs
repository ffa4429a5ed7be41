using Balancing.Core.Queueing;
using Balancing.Core.Timeouts;

namespace Balancing.Core.Tests.Timeouts;

public sealed class AnswerWatchTests
{
    // Shorts of 5 ms: a patience of 350 ms, 2.8 s where in doubt, 10 s at most.
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(100);

    private readonly AnswerTimes _times = new(new TimeoutSettings());
    private readonly Sight _sight = new() { SpokeAt = Start };

    public AnswerWatchTests()
    {
        for (var job = 0; job < 1000; job++)
        {
            _times.Answered(JobClass.Short, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));
        }
    }

    [Fact]
    public void Look_SilentWhileALaterOneHasItsAnswerElsewhere_GivesUpAfterThePatience()
    {
        OthersAnswer();

        var watch = Until(WatchAction.GiveUp, out var age);

        Assert.Equal(0.35, age, 0.001);
        Assert.False(watch.CountsAge);
        Assert.Equal(1, _sight.Promises);
    }

    // All jobs have become slower: by whatever factor, nobody is at fault.
    [Fact]
    public void Look_NobodyAnswers_GivesUpInDoubtOnlyAndTheAgeCounts()
    {
        var watch = Until(WatchAction.GiveUp, out var age);

        Assert.Equal(2.8, age, 0.001);
        Assert.True(watch.CountsAge);
    }

    [Fact]
    public void Look_TheDestinationAnswersOthers_GivesUpInDoubtOnly()
    {
        OthersAnswer();
        _sight.Speaks = true;

        var watch = Until(WatchAction.GiveUp, out var age);

        Assert.Equal(2.8, age, 0.001);
        Assert.True(watch.CountsAge);
    }

    [Fact]
    public void Look_MayNotRepeat_HasMoreTime()
    {
        OthersAnswer();
        (_sight.MayRepeat, _sight.Promise) = (false, false);

        Until(WatchAction.GiveUp, out var age);

        Assert.Equal(2.8, age, 0.1);
    }

    [Fact]
    public void Look_NowhereElseToGo_WaitsUntilTheCeiling()
    {
        OthersAnswer();
        _sight.Promise = false;

        Until(WatchAction.GiveUp, out var age);

        Assert.Equal(10, age, 0.001);
    }

    [Fact]
    public void Look_MayNotRepeatAndNobodyAnswers_WaitsUntilTheCeiling()
    {
        (_sight.MayRepeat, _sight.Promise) = (false, false);

        var watch = Until(WatchAction.GiveUp, out var age);

        Assert.Equal(10, age, 0.001);
        Assert.True(watch.CountsAge);
    }

    [Fact]
    public void Look_BudgetSpentForAWhile_GivesUpSoonAfterItIsThereAgain()
    {
        OthersAnswer();
        _sight.PromiseFrom = Start + TimeSpan.FromSeconds(1);

        Until(WatchAction.GiveUp, out var age);

        Assert.InRange(age, 1, 1.1);
    }

    // Timers came late: it was this process that stood still, and answers may be here unread.
    [Fact]
    public void Look_FarTooLate_GivesItMoreTime()
    {
        OthersAnswer();
        var watch = Watch();
        var late = watch.NextLook + TimeSpan.FromSeconds(1);

        Assert.Equal(WatchAction.Wait, watch.Look(late, _sight));

        Assert.True(watch.NextLook > late);
        Assert.Equal(WatchAction.GiveUp, watch.Look(watch.NextLook, _sight));
    }

    [Fact]
    public void Look_AlwaysLate_GivesUpInTheEnd()
    {
        OthersAnswer();
        var watch = Watch();
        var looks = 0;
        while (watch.Look(watch.NextLook + TimeSpan.FromSeconds(1), _sight) != WatchAction.GiveUp)
        {
            Assert.True(++looks < 10);
        }
    }

    [Fact]
    public void Look_TooEarly_IsHarmless()
    {
        OthersAnswer();
        var watch = Watch();

        Assert.Equal(WatchAction.Wait, watch.Look(Start, _sight));
        Assert.Equal(Start + TimeSpan.FromMilliseconds(350), watch.NextLook);
    }

    [Fact]
    public void Look_MayHedge_HedgesOnceAfterTheP95()
    {
        OthersAnswer();
        var watch = Watch(mayHedge: true);
        Assert.InRange((watch.NextLook - Start).TotalMilliseconds, 5, 6);

        Assert.Equal(WatchAction.Hedge, watch.Look(watch.NextLook, _sight));
        Assert.Equal(Start + TimeSpan.FromMilliseconds(350), watch.NextLook);
        Assert.Equal(WatchAction.GiveUp, watch.Look(watch.NextLook, _sight));
    }

    [Fact]
    public void New_ALong_IsNeverHedged()
    {
        for (var job = 0; job < 100; job++)
        {
            _times.Answered(JobClass.Long, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        }

        var watch = new AnswerWatch(_times, JobClass.Long, TimeSpan.Zero, 0, Start, mayHedge: true);

        Assert.True(watch.NextLook >= Start + TimeSpan.FromMilliseconds(800));
    }

    // Three workers of eight slots, 20 ms a job, and from one moment on 50 times as much: jobs may be run twice now and then until that is learned, and none is ever without its answer.
    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    public void Watch_TimesJump_NoJobIsLostAndThePatienceGrows(double factor)
    {
        var world = new JumpWorld(workers: 3, slots: 8, TimeSpan.FromMilliseconds(20));
        world.Run(jobs: 2000);
        Assert.Equal(0, world.GivenUp);

        world.ServiceTime *= factor;
        world.Run(jobs: 1000);

        Assert.Equal(0, world.Lost);
        Assert.InRange(world.GivenUp, 0, 24);
        Assert.True(world.Patience > 3 * world.ServiceTime);
        var before = world.GivenUp;
        world.Run(jobs: 1000);
        Assert.Equal(before, world.GivenUp);
    }

    // Jobs wait at the workers, as where slots are unlimited, and longer and longer: from 20 ms to 2.6 s.
    [Fact]
    public void Watch_QueuesGrowAtTheWorkers_NothingIsGivenUp()
    {
        var world = new JumpWorld(workers: 3, slots: 8, TimeSpan.FromMilliseconds(20));
        world.Run(jobs: 500);

        for (var step = 0; step < 100; step++)
        {
            world.ServiceTime *= 1.05;
            world.Run(jobs: 50);
        }

        Assert.Equal((0, 0), (world.GivenUp, world.Lost));
    }

    // What is given up there says nothing of how long jobs take: without that the patience would grow with each, up to the ceiling.
    [Fact]
    public void Watch_OneWorkerHangs_EachJobWaitsAsLongAsTheFirst()
    {
        var world = new JumpWorld(workers: 3, slots: 8, TimeSpan.FromMilliseconds(20));
        world.Run(jobs: 500);
        var patience = world.Patience;

        world.Hung = 1;
        world.Run(jobs: 10_000);

        Assert.Equal((0, patience), (world.Lost, world.Patience));
        Assert.True(world.GivenUp > 100);
        Assert.InRange(world.LongestWait, patience, patience * 1.3); // a quarter is what a look that finds nobody else's answer comes again after
    }

    private void OthersAnswer() => _times.Answered(JobClass.Short, Start + TimeSpan.FromMilliseconds(1), Start + TimeSpan.FromMilliseconds(6));

    private AnswerWatch Watch(bool mayHedge = false) => new(_times, JobClass.Short, TimeSpan.FromMilliseconds(5), 0, Start, mayHedge);

    private AnswerWatch Until(WatchAction action, out double age)
    {
        var watch = Watch();
        while (true)
        {
            var now = watch.NextLook;
            _sight.Now = now;
            if (watch.Look(now, _sight) == action)
            {
                age = (now - Start).TotalSeconds;
                return watch;
            }

            Assert.True(watch.NextLook > now, "a look must lead to a later one");
        }
    }

    private sealed class Sight : ITrySight
    {
        private TimeSpan _spokeAt;

        public TimeSpan Now { get; set; }

        public bool Speaks { get; set; }

        public bool MayRepeat { get; set; } = true;

        public bool Promise { get; set; } = true;

        public TimeSpan PromiseFrom { get; set; }

        public int Promises { get; private set; }

        public TimeSpan SpokeAt
        {
            get => Speaks ? Now : _spokeAt;
            set => _spokeAt = value;
        }

        public bool TryPromise()
        {
            var promised = Promise && Now >= PromiseFrom;
            Promises += promised ? 1 : 0;
            return promised;
        }
    }
}
