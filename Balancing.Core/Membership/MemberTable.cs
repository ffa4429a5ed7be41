namespace Balancing.Core.Membership;

/// <summary>
/// Who is a member: leases that lapse unless they are renewed, processes that take the place of earlier ones, workers that are drained.
/// Beside the members it knows which destinations stand in the configuration, for a member may stand in the place of one.
/// </summary>
/// <remarks>
/// A synchronous state machine: events in, verdicts out, time passed in. Not thread-safe: its owner holds a lock. An event costs O(1), a look
/// at the time O(members). Nothing is forgotten in flight: a member that is gone is kept, closed, until it holds no request any more.
/// </remarks>
public sealed class MemberTable(IMemberSink sink)
{
    /// <summary>Members there may be, those lately gone included. The dispatch was measured up to here.</summary>
    public const int Most = 10_000;

    /// <summary>
    /// <see cref="Advance"/> is to be called at least this often. Who was not looked at for longer has not failed to renew: the owner itself stood
    /// still (a suspended machine, a stopped process), and the time beyond this does not count against any lease. Shorter, and a busy machine's late
    /// timers would lengthen every lease; longer, and a pause would take all members away at once.
    /// </summary>
    public static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(2);

    private readonly Dictionary<MemberKey, Member> _members = [];
    private readonly HashSet<MemberKey> _drained = [];
    private HashSet<MemberKey> _configured = [];
    private TimeSpan _last;
    private TimeSpan _stoodStill;

    /// <summary>Changes whenever destinations do: one joins, closes, opens, or is another. Not with a mere renewal.</summary>
    public long Version { get; private set; }

    /// <summary>Those that requests are sent to, or that still hold some, and those that keep a configured one of their name closed.</summary>
    public IEnumerable<Member> Members => _members.Values.Where(member => !member.IsIdle || _configured.Contains(member.Claim.Key));

    /// <summary>The names that are closed to new requests because somebody said so, members or not.</summary>
    public IReadOnlyCollection<MemberKey> Drained => _drained;

    /// <summary>Whether there is a destination of this name: a member, or one of the configuration.</summary>
    public bool Knows(MemberKey key) => _configured.Contains(key) || (_members.TryGetValue(key, out var member) && !member.IsIdle);

    /// <summary>Whether the configuration names it.</summary>
    public bool IsConfigured(MemberKey key) => _configured.Contains(key);

    /// <summary>The member of this name; null for none, or for one that stands in the configuration only.</summary>
    public Member? Find(MemberKey key) => _members.TryGetValue(key, out var member) && !member.IsIdle ? member : null;

    /// <summary>How much of its lease is left; null when it has none, or is gone.</summary>
    public TimeSpan? LeaseLeft(Member member, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.State == MemberState.Gone || member.LapsesAt == TimeSpan.MaxValue ? null
            : TimeSpan.FromTicks(Math.Max(0, (member.LapsesAt - Pass(now)).Ticks));
    }

    /// <summary>Says which destinations stand in the configuration.</summary>
    public void Configure(IEnumerable<MemberKey> keys)
    {
        _configured = [.. keys];
        Version++;
    }

    /// <summary>A worker says of itself, or somebody of it, that it is there. Takes the name's place, or renews the lease, or is refused.</summary>
    public MemberVerdict Register(MemberClaim claim, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var time = Pass(now);
        if (!_members.TryGetValue(claim.Key, out var member))
        {
            return _members.Count < Most ? Join(claim, time) : MemberVerdict.Full;
        }

        var before = member.Claim;
        if (member.State == MemberState.Gone)
        {
            return claim.Epoch == before.Epoch && member.SaidGoodbye ? MemberVerdict.Overtaken : Join(claim, time);
        }

        if (claim.Epoch < before.Epoch)
        {
            return MemberVerdict.Overtaken;
        }

        var isAnother = claim.Epoch > before.Epoch;

        // Who has said goodbye means it: a word that was sent before and comes late does not open it again.
        var leaves = claim.IsLeaving || (member.State == MemberState.Leaving && !isAnother);
        var state = leaves ? MemberState.Leaving : MemberState.Open;
        if (state != member.State || !claim.IsLike(before))
        {
            Version++;
        }

        member.Claim = claim;
        member.State = state;
        member.LapsesAt = LapseOf(claim, time);
        return isAnother ? MemberVerdict.Replaced : claim.IsLike(before) ? MemberVerdict.Renewed : MemberVerdict.Changed;
    }

    /// <summary>A worker says goodbye, or somebody takes it away: closed now, forgotten once it holds no request.</summary>
    /// <param name="key">Who.</param>
    /// <param name="epoch">This process only; null for whichever it is.</param>
    /// <param name="now">The time.</param>
    public MemberVerdict Remove(MemberKey key, long? epoch, TimeSpan now)
    {
        var time = Pass(now);
        if (!_members.TryGetValue(key, out var member) || member.State == MemberState.Gone)
        {
            return MemberVerdict.Unknown;
        }

        if (epoch is not null && epoch != member.Claim.Epoch)
        {
            return MemberVerdict.Overtaken;
        }

        // Remembered for a lease: so long its late words are known as such, and so long a destination of the configuration in whose place it stood
        // stays closed. It is ending: health checks need some seconds to find that out.
        Close(member, time + (member.Claim.Lease ?? TimeSpan.Zero));
        member.SaidGoodbye = epoch is not null;
        return MemberVerdict.Removed;
    }

    /// <summary>Closes a destination to new requests, whatever process has its name, until it is opened; or opens it.</summary>
    /// <returns>Whether that is a change.</returns>
    public bool SetDrained(MemberKey key, bool drained)
    {
        var changed = drained ? _drained.Add(key) : _drained.Remove(key);
        Version += changed ? 1 : 0;
        return changed;
    }

    /// <summary>Time passed: leases lapse, and those that are gone are forgotten.</summary>
    /// <param name="now">The time.</param>
    /// <param name="holdsNothing">Whether a destination holds no request; asked of those that are gone only.</param>
    public void Advance(TimeSpan now, Predicate<MemberKey> holdsNothing)
    {
        ArgumentNullException.ThrowIfNull(holdsNothing);
        var time = Pass(now);
        List<MemberKey>? forgotten = null;
        foreach (var (key, member) in _members)
        {
            if (member.State != MemberState.Gone && member.LapsesAt <= time)
            {
                Close(member, time);
                sink.Lapsed(member);
            }

            if (member.State == MemberState.Gone && !member.IsIdle && holdsNothing(key))
            {
                member.IsIdle = true;
                Version++;
                sink.Ended(member);
            }

            if (member.IsIdle && member.RememberedUntil <= time)
            {
                (forgotten ??= []).Add(key);
            }
        }

        foreach (var key in forgotten ?? [])
        {
            _members.Remove(key);
            Version++; // a destination of the configuration that it kept closed is open again
        }
    }

    private MemberVerdict Join(MemberClaim claim, TimeSpan time)
    {
        _members[claim.Key] = new Member(claim)
        {
            State = claim.IsLeaving ? MemberState.Leaving : MemberState.Open,
            LapsesAt = LapseOf(claim, time),
        };
        Version++;
        return MemberVerdict.Joined;
    }

    private void Close(Member member, TimeSpan rememberedUntil)
    {
        member.State = MemberState.Gone;
        member.RememberedUntil = rememberedUntil;
        Version++;
    }

    private static TimeSpan LapseOf(MemberClaim claim, TimeSpan time) => claim.Lease is { } lease ? time + lease : TimeSpan.MaxValue;

    // The table's own time: without the spans in which nobody looked. A clock that jumps back counts as one that stood still.
    private TimeSpan Pass(TimeSpan now)
    {
        var gap = now - _last;
        if (gap > LongestLook)
        {
            _stoodStill += gap - LongestLook;
        }

        _last = now > _last ? now : _last;
        return _last - _stoodStill;
    }
}
