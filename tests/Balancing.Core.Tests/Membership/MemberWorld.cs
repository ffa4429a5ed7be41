using Balancing.Core.Membership;

namespace Balancing.Core.Tests.Membership;

/// <summary>A table, a clock stepped by hand in steps as small as an owner's, and the requests that members hold.</summary>
internal sealed class MemberWorld : IMemberSink
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    public MemberWorld() => Table = new MemberTable(this);

    public MemberTable Table { get; }

    public TimeSpan Now { get; private set; }

    /// <summary>Names that hold requests.</summary>
    public HashSet<MemberKey> Busy { get; } = [];

    public List<string> Lapses { get; } = [];

    public List<string> Ends { get; } = [];

    public static MemberKey Key(string id) => new("workers", id);

    public static MemberClaim Claim(string id = "1", long epoch = 1, string address = "http://a/", double? lease = 10) => new()
    {
        Key = Key(id),
        Address = address,
        Epoch = epoch,
        Lease = lease is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    public MemberVerdict Register(MemberClaim claim) => Table.Register(claim, Now);

    public MemberVerdict Remove(string id, long? epoch = null) => Table.Remove(Key(id), epoch, Now);

    public Member? Find(string id) => Table.Find(Key(id));

    /// <summary>The names listed, each with where it stands.</summary>
    public string Listed() => string.Join(' ', Table.Members.OrderBy(member => member.Claim.Key.Id, StringComparer.Ordinal).Select(member => $"{member.Claim.Key.Id}:{member.State}"));

    public void Look() => Table.Advance(Now, key => !Busy.Contains(key));

    public void Pass(double seconds)
    {
        for (var end = Now + TimeSpan.FromSeconds(seconds); Now < end;)
        {
            Now += end - Now < Step ? end - Now : Step;
            Look();
        }
    }

    /// <summary>Nobody looks for that long, then somebody does.</summary>
    public void StandStill(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        Look();
    }

    void IMemberSink.Lapsed(Member member) => Lapses.Add(member.Claim.Key.Id);

    void IMemberSink.Ended(Member member) => Ends.Add(member.Claim.Key.Id);
}
