using Balancing.Core.Estimating;

namespace Balancing.Core.Queueing;

/// <summary>What the jobs that ended teach about those that come: how long they take, and whether their labels can be believed.</summary>
/// <remarks>
/// O(1) per job, and one look into a table of applications. A label is believed until its application's jobs prove it wrong: one whose Shorts cost more than
/// five times a Short's time, and lie beyond the border between all jobs' costs (<see cref="CostScale"/>), is treated as Long until they cost less than
/// 2.5 times; one whose Longs lie below the border is treated as Short until they do not. Jobs without a label are on the side of it where they cost. Nobody gains
/// by labelling wrongly: what counts is what the jobs cost, and it takes eight cheap ones to be promoted, two or three long ones to fall back. At 3 instead of 5
/// heavy-tailed Shorts are demoted by chance; at 10 jobs of 50 ms pass as Shorts of 5.
/// Nobody knows a newcomer: he is treated as newcomers of late turned out to be, so that a new name for every job does not help.
/// Not thread-safe: the dispatcher's lock guards it.
/// </remarks>
internal sealed class Experience
{
    /// <summary>A Short that runs this many times as long as expected is none: it must not count as one that is about to free its slot.</summary>
    public const double Overrun = 5;

    private const double Restored = Overrun / 2;

    // Above a border by this to pass it upwards, below it by this downwards: an estimate on the edge must not flutter.
    private const double Margin = 1.5;
    private const int LeastCheap = 8;
    private const int MostSenders = 10_000;

    private readonly CostTable _senders = new(MostSenders);
    private readonly SenderCosts _newcomers = new();
    private readonly CostScale _scale = new();

    public ServiceTime ShortTime { get; } = new(TimeSpan.FromMilliseconds(5));

    public ServiceTime LongTime { get; } = new(TimeSpan.FromMilliseconds(200));

    public ServiceTime TimeOf(JobClass jobClass) => jobClass == JobClass.Short ? ShortTime : LongTime;

    /// <summary>Says what the job is dispatched as, and what it is expected to take.</summary>
    public void Judge(Ticket ticket)
    {
        var sender = _senders.Of(ticket.Application, ticket.Route);
        ticket.Sender = sender;
        ticket.SenderLife = sender.Life;
        ref var cost = ref CostOf(sender, ticket.Label);
        var known = cost.Samples > 0 ? sender : _newcomers;
        ticket.Class = ClassOf(known, ticket.Label);
        ticket.ExpectedSeconds = Snapped(cost.Expected(PriorOf(ticket.Label)), TimeOf(ticket.Class).Seconds);
    }

    /// <summary>A job came to a good end.</summary>
    public void Learn(Ticket ticket, TimeSpan took)
    {
        TimeOf(ticket.Class).Learn(took);
        LearnOfSender(ticket, took);
    }

    /// <summary>A job has run for so long, and goes on, or came to no good end after so long: that it costs less cannot be.</summary>
    public void LearnAtLeast(Ticket ticket, TimeSpan ran)
    {
        if (ran.TotalSeconds > ticket.ExpectedSeconds)
        {
            LearnOfSender(ticket, ran);
        }
    }

    /// <summary>What is known of the applications whose jobs came last.</summary>
    public IReadOnlyList<LearnedApplication> Applications(int most)
    {
        var found = new List<LearnedApplication>();
        for (var sender = _senders.MostRecent; sender is not null && found.Count < most; sender = sender.LessRecent)
        {
            found.Add(new LearnedApplication(
                sender.Key.Application, sender.Key.Route, View(sender, JobClass.Short), View(sender, JobClass.Long), View(sender, label: null)));
        }

        return found;
    }

    // Equals shall cost the same: told apart by the scatter of their estimates, they would be served out of turn (Short p99 + 2 % in all cells).
    private static double Snapped(double seconds, double classSeconds)
        => seconds < classSeconds * Margin && seconds > classSeconds / Margin ? classSeconds : seconds;

    private static ref LearnedCost CostOf(SenderCosts sender, JobClass? label)
    {
        if (label is null)
        {
            return ref sender.Unlabelled;
        }

        return ref label == JobClass.Short ? ref sender.Short : ref sender.Long;
    }

    private static JobClass ClassOf(SenderCosts sender, JobClass? label) => label switch
    {
        JobClass.Short => sender.ShortIsLong ? JobClass.Long : JobClass.Short,
        JobClass.Long => sender.LongIsShort ? JobClass.Short : JobClass.Long,
        _ => sender.UnlabelledIsLong ? JobClass.Long : JobClass.Short,
    };

    private void LearnOfSender(Ticket ticket, TimeSpan took)
    {
        var sender = ticket.Sender!;
        if (sender.Life != ticket.SenderLife)
        {
            return; // forgotten meanwhile
        }

        ref var cost = ref CostOf(sender, ticket.Label);
        if (cost.Samples == 0)
        {
            Learn(_newcomers, ticket.Label, took.TotalSeconds);
        }

        if (Learn(sender, ticket.Label, took.TotalSeconds))
        {
            _scale.Add(cost.Expected(PriorOf(ticket.Label))); // not on the way to what is true: that would look like kinds of jobs
        }
    }

    private bool Learn(SenderCosts sender, JobClass? label, double seconds)
    {
        ref var cost = ref CostOf(sender, label);
        var prior = PriorOf(label);
        var isPlausible = cost.Learn(seconds, prior);
        var expected = cost.Expected(prior);
        var shortSeconds = ShortTime.Seconds;
        switch (label)
        {
            case JobClass.Short:
                sender.ShortIsLong = sender.ShortIsLong
                    ? expected > Restored * shortSeconds
                    : expected > Overrun * shortSeconds && (double.IsInfinity(_scale.Cut) || expected > _scale.Cut * Margin);
                break;
            case JobClass.Long:
                sender.LongIsShort = !double.IsInfinity(_scale.Cut) && cost.Samples >= LeastCheap
                    && expected < _scale.Cut * (sender.LongIsShort ? Margin : 1 / Margin);
                break;
            default:
                sender.UnlabelledIsLong = expected > _scale.Cut * (sender.UnlabelledIsLong ? 1 / Margin : Margin);
                break;
        }

        return isPlausible;
    }

    private LearnedLabel? View(SenderCosts sender, JobClass? label)
    {
        var cost = CostOf(sender, label);
        return cost.Samples == 0 ? null : new LearnedLabel(ClassOf(sender, label), TimeSpan.FromSeconds(cost.Expected(PriorOf(label))), (int)cost.Samples);
    }

    private double PriorOf(JobClass? label) => label == JobClass.Long ? LongTime.Seconds : ShortTime.Seconds;
}
