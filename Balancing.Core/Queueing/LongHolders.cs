namespace Balancing.Core.Queueing;

/// <summary>The applications that have Longs waiting, by which of them has waited longest.</summary>
/// <remarks>Not thread-safe: the dispatcher's lock guards it. Every change costs O(log n) in applications, a question the same at any number.</remarks>
internal sealed class LongHolders
{
    // How many are asked: the five whose Longs have waited longest are among them. With more floods than that at once, somebody's Long may have to wait for the guarantee.
    private const int Candidates = 31;

    private readonly IndexedHeap<ApplicationShare, ByOldestLong> _shares = new();

    public void Add(ApplicationShare share) => _shares.Add(share);

    public void Moved(ApplicationShare share) => _shares.Moved(share);

    public void Remove(ApplicationShare share) => _shares.Remove(share);

    /// <summary>
    /// The Long that has waited longest of those whose applications run less than their share, and have few jobs waiting beside another that has more; null when there
    /// is none.
    /// </summary>
    /// <param name="one">The other.</param>
    /// <param name="perWeight">Slots for an application of weight 1.</param>
    public Ticket? Entitled(ApplicationShare one, double perWeight)
    {
        ApplicationShare? best = null;
        foreach (var share in _shares.Near(Candidates))
        {
            if (share != one && one.MakesLittleOf(share.Waiting, share.Weight) && share.Running < share.Slots(perWeight) && (best is null || ByOldestLong.IsBefore(share, best)))
            {
                best = share;
            }
        }

        return best?.Longs.Oldest;
    }

    private readonly struct ByOldestLong : IHeapRule<ApplicationShare>
    {
        public static bool IsBefore(ApplicationShare item, ApplicationShare other) => item.Longs.Oldest!.Sequence < other.Longs.Oldest!.Sequence;

        public static int GetIndex(ApplicationShare item) => item.LongIndex;

        public static void SetIndex(ApplicationShare item, int index) => item.LongIndex = index;
    }
}
