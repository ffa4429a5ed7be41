using Balancing.Core.Queueing;

namespace Balancing.Core.Timeouts;

/// <summary>Decides when to give up waiting for the first byte of one try's answer, and when to try beside it.</summary>
/// <remarks>
/// A state machine of some sixty bytes: time goes in at each <see cref="Look"/>, what to do comes out, and when to look again; looks nobody needed are harmless. Not thread-safe.
/// <para>
/// A destination hangs when it has been silent for the whole patience (<see cref="AnswerTimes.PatienceWith"/>) while a job dispatched after this one has its answer already, elsewhere. Only then is a
/// try given up that early, and only when the request can go elsewhere. Otherwise all jobs may have become slower, or the cluster is in an overload: that alone, by any factor, breaks nothing. Jobs are then
/// given up after eight times the patience where they can go elsewhere, and else at the ceiling.
/// </para>
/// </remarks>
public struct AnswerWatch
{
    // At a destination that lives, or with a job that could not go anywhere else. At 2 a jump of the times by 10 x is taken for a fault; at 30 a job that is lost inside a living worker waits 10 s.
    private const double Doubtful = 8;

    // A look that comes late by a quarter of the patience says that this process stood still: answers may be here, unread.
    private const double Late = 0.25;
    private const int MostLateLooks = 4;

    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(20);

    private readonly AnswerTimes _times;
    private readonly JobClass _class;
    private readonly TimeSpan _from;
    private readonly TimeSpan _patience;
    private TimeSpan? _hedgeAt;
    private int _lateLooks;

    /// <param name="times">What is known of the cluster.</param>
    /// <param name="jobClass">What the try was dispatched as.</param>
    /// <param name="expected">What jobs of its sender take, as far as known.</param>
    /// <param name="triesBefore">How many tries the request had before.</param>
    /// <param name="from">Since when its answer, or what is left of it, is waited for.</param>
    /// <param name="mayHedge">Whether another may be tried beside it. Only Shorts are: a second Long takes a slot from many Shorts, for the tail of one.</param>
    public AnswerWatch(AnswerTimes times, JobClass jobClass, TimeSpan expected, int triesBefore, TimeSpan from, bool mayHedge)
    {
        ArgumentNullException.ThrowIfNull(times);
        _times = times;
        _class = jobClass;
        _from = from;
        _patience = times.PatienceWith(jobClass, expected, triesBefore);
        _hedgeAt = mayHedge && jobClass == JobClass.Short && times.P95(jobClass) is { } p95 && p95 < _patience ? from + p95 : null;
        NextLook = _hedgeAt ?? from + _patience;
    }

    /// <summary>When to look at it next.</summary>
    public TimeSpan NextLook { get; private set; }

    /// <summary>After <see cref="WatchAction.GiveUp"/>: whether all that is known is that it takes at least so long, and that should be learned; false where the destination hangs, for that says nothing of other jobs.</summary>
    public bool CountsAge { get; private set; }

    /// <summary>Looks at a try that has no answer yet.</summary>
    public WatchAction Look<TSight>(TimeSpan now, TSight sight)
        where TSight : ITrySight
    {
        if (now < NextLook)
        {
            return WatchAction.Wait;
        }

        var age = now - _from;
        if (age < _patience)
        {
            var isDue = _hedgeAt is not null;
            _hedgeAt = null;
            NextLook = _from + _patience;
            return isDue ? WatchAction.Hedge : WatchAction.Wait;
        }

        if (now - NextLook > _patience * Late && _lateLooks++ < MostLateLooks)
        {
            NextLook = now + (_patience * Late);
            return WatchAction.Wait;
        }

        var ceiling = _times.Settings.CeilingOf(_class);
        var hangs = (sight.SpokeAt == TimeSpan.MinValue || now - sight.SpokeAt >= _patience) && _times.HasAnsweredLater(_class, _from);
        var isDoubtful = age >= _patience * Doubtful;
        if (age >= ceiling || ((hangs || isDoubtful) && sight.TryPromise()) || (hangs && isDoubtful && !sight.MayRepeat))
        {
            CountsAge = !hangs;
            return WatchAction.GiveUp;
        }

        // Others may answer meanwhile, or a budget be there again.
        var pause = _patience * Late > LeastPause ? _patience * Late : LeastPause;
        NextLook = now + (pause < ceiling - age ? pause : ceiling - age);
        return WatchAction.Wait;
    }
}
