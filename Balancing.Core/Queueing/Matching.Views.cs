namespace Balancing.Core.Queueing;

/// <content>What it shows of itself; nothing is changed by looking.</content>
internal sealed partial class Matching
{
    public QueueView Look(TimeSpan now)
    {
        var at = now > _now ? now : _now;
        var running = _running.Occupancy;
        return new QueueView(
            _waiting.Shorts + _returned.CountOf(JobClass.Short),
            _waiting.Longs + _returned.CountOf(JobClass.Long),
            Waited(_waiting.FirstShort, at),
            Waited(_waiting.FirstLong, at),
            running.IsLimited ? running.Slots : null,
            running.Shorts,
            running.Longs,
            _turns.WouldHoldBack(_waiting, running, _admission.RefusesLongs(_turns.Settings), at),
            _turns.Overtakings);
    }

    public IReadOnlyList<LearnedApplication> Applications(int most) => _experience.Applications(most);

    private static TimeSpan? Waited(Ticket? first, TimeSpan now) => first is null ? null : now - first.ArrivedAt;
}
