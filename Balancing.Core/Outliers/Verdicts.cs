using Balancing.Core.Retrying;

namespace Balancing.Core.Outliers;

/// <summary>What an <see cref="OutlierDetector"/> does under its lock.</summary>
internal sealed class Verdicts(OutlierSettings settings, Random random, IOutlierSink? sink)
{
    // Sums with a clock that jumped to the end of time must not overflow.
    private static readonly TimeSpan LastMoment = TimeSpan.MaxValue / 2;

    // Threads come by in another order than they read the clock; more than this, and it was set back.
    private static readonly TimeSpan Unordered = TimeSpan.FromSeconds(1);

    // A destination that went away and came back, as its probes tell, need not wait for the end of its ejection: so often, until it is forgiven. One that flaps must.
    private const int EarlyReturns = 2;

    private readonly OutlierMembers _members = new();
    private OutlierSettings _settings = settings;
    private TimeSpan _now;
    private TimeSpan _nextSweep = TimeSpan.MaxValue;
    private bool _changed;

    public bool IsPanic { get; private set; }

    public TimeSpan NextLook { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Whether others are used since the last call, or to another extent.</summary>
    public bool TakeChanged()
    {
        var changed = _changed;
        _changed = false;
        return changed;
    }

    public void Pass(TimeSpan now)
    {
        now = now < LastMoment ? now : LastMoment;
        if (now < _now - Unordered)
        {
            GoBack(_now - now);
        }

        _now = now > _now ? now : _now;
        if (_now >= NextLook)
        {
            Look();
        }
    }

    public void SetMembers(IReadOnlyList<(DestinationHealth Destination, Standing Standing)> members)
    {
        _members.Set(members, _settings.Failures);
        foreach (var member in _members.All)
        {
            member.DateBy(_now, _now + _settings.MaxEjection); // it may have been away while the clock was set back
        }

        ForgiveUnlessEjecting();
        Choose();
    }

    public void Use(OutlierSettings changed)
    {
        _settings = changed;
        foreach (var member in _members.All)
        {
            Judge(member);
        }

        ForgiveUnlessEjecting();
        Choose();
    }

    public void Count(DestinationHealth destination, TryOutcome outcome, TimeSpan startedAt)
    {
        // A client that left says nothing. What was sent there before its last return, or is sent there in panic, has no part in the verdict.
        if (outcome == TryOutcome.Abandoned || !_settings.Ejects || !destination.IsMember
            || destination.State == OutlierState.Ejected || startedAt < destination.Since)
        {
            return;
        }

        var failed = outcome != TryOutcome.Answered;
        destination.Recent.Count(failed, _now, _settings.Window);
        destination.RowBegan = failed && destination.FailuresInRow == 0 ? _now : destination.RowBegan;
        destination.FailuresInRow = failed ? destination.FailuresInRow + 1 : 0;
        Judge(destination);
        if (destination.State == OutlierState.OnTrial)
        {
            EndTrial(destination, outcome);
        }
        else if (failed)
        {
            LookAt(destination, outcome);
        }
    }

    public void Excuse(DestinationHealth destination, TimeSpan failedAt)
    {
        // Of a row that is over, or from before its last return, nothing is held against it any more. Threads come by in another order than they read the clock.
        if (!destination.IsMember || failedAt + Unordered < destination.RowBegan)
        {
            return;
        }

        if (destination.State != OutlierState.Ejected)
        {
            destination.FailuresInRow = Math.Max(0, destination.FailuresInRow - 1);
            destination.Recent.Excuse();
            Judge(destination);
        }
        else if (--destination.SpareFailures < 0)
        {
            destination.Ejections = destination.Before.Ejections;
            Enter(destination, destination.Before.State);
            sink?.Acquitted(destination);
            Choose();
        }
    }

    public void Probed(DestinationHealth destination, bool answered)
    {
        if (destination.State != OutlierState.Ejected)
        {
            return;
        }

        if (!answered)
        {
            destination.WasGone = true;
        }
        else if (destination.IsMember && destination.WasGone && destination.Ejections <= EarlyReturns)
        {
            Enter(destination, OutlierState.OnTrial);
            Choose();
        }
    }

    private void ForgiveUnlessEjecting()
    {
        foreach (var member in _settings.Ejects ? [] : _members.All)
        {
            Enter(member, OutlierState.Good);
        }
    }

    // The clock was set back: whatever lasts goes on for as long as it would have.
    private void GoBack(TimeSpan by)
    {
        _now -= by;
        _nextSweep -= _nextSweep == TimeSpan.MaxValue ? TimeSpan.Zero : by;
        foreach (var member in _members.All)
        {
            member.GoBack(by);
        }

        Settle();
    }

    private void Look()
    {
        var changed = false;
        foreach (var member in _members.All)
        {
            if (member.State == OutlierState.Ejected && member.EjectedUntil <= _now)
            {
                Enter(member, OutlierState.OnTrial);
                changed = true;
            }
        }

        if (_now >= _nextSweep)
        {
            _nextSweep = TimeSpan.MaxValue;
            Sweep();
        }

        if (changed)
        {
            Choose();
        }

        Settle();
    }

    // A destination failed again: it may be one too many in a row now.
    private void LookAt(DestinationHealth destination, TryOutcome outcome)
    {
        if (destination.FailuresInRow >= _settings.Failures)
        {
            Eject(destination, EjectionReasons.Of(outcome));
        }

        if (_nextSweep == TimeSpan.MaxValue)
        {
            _nextSweep = _now + (_settings.Window / 10);
            Settle();
        }
    }

    private void Sweep()
    {
        var rates = default(FailureRates);
        foreach (var member in _members.All)
        {
            member.Recent.Pass(_now, _settings.Window);
            if (member.IsServing)
            {
                rates.Add(member.Recent);
            }
        }

        foreach (var member in _members.All)
        {
            if (member.IsServing && rates.IsOutlier(member.Recent, _settings))
            {
                Eject(member, EjectionReason.FailureRate);
            }
        }
    }

    private void EndTrial(DestinationHealth destination, TryOutcome outcome)
    {
        if (outcome == TryOutcome.Answered)
        {
            Enter(destination, OutlierState.Good);
            sink?.Returned(destination);
            Choose();
        }
        else
        {
            Eject(destination, EjectionReasons.Of(outcome));
        }
    }

    private void Eject(DestinationHealth destination, EjectionReason reason)
    {
        var wasOnTrial = destination.State == OutlierState.OnTrial;
        if (!wasOnTrial && !_members.MayEject(destination, _settings.MaxEjected))
        {
            return;
        }

        destination.RateAtEjection = wasOnTrial ? 1 : destination.Recent.Rate;
        var left = wasOnTrial ? destination.Ejections : EjectionTime.Left(destination.Ejections, _now - destination.Since, _settings);
        destination.Ejections = EjectionTime.Next(left, _settings);
        destination.EjectedUntil = _now + EjectionTime.Of(destination.Ejections, _settings, random);
        destination.Reason = reason;
        destination.WasGone = reason == EjectionReason.Unreachable;
        destination.Before = (destination.State, left);
        destination.SpareFailures = wasOnTrial ? 0 : reason == EjectionReason.FailureRate ? int.MaxValue : destination.FailuresInRow - _settings.Failures;
        Enter(destination, OutlierState.Ejected);
        sink?.Ejected(destination);
        Choose();
    }

    private void Enter(DestinationHealth destination, OutlierState state)
    {
        if (destination.State == state)
        {
            return;
        }

        _members.Enter(destination, state, _now);
        Judge(destination);
        if (state == OutlierState.OnTrial)
        {
            sink?.OnTrial(destination);
        }
    }

    private void Judge(DestinationHealth destination) => _members.Judge(destination, _settings.Failures);

    private void Choose()
    {
        var (isPanic, changed) = Panic.Choose(_members.All, _settings);
        _changed |= changed || isPanic != IsPanic;
        if (isPanic != IsPanic)
        {
            IsPanic = isPanic;
            sink?.PanicChanged(isPanic);
        }

        Settle();
    }

    private void Settle()
    {
        var look = _nextSweep;
        foreach (var member in _members.All)
        {
            look = member.State == OutlierState.Ejected && member.EjectedUntil < look ? member.EjectedUntil : look;
        }

        NextLook = look;
    }
}
