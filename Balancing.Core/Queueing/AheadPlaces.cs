using Balancing.Core.Leasing;

namespace Balancing.Core.Queueing;

/// <summary>The full destinations that one more job may be sent ahead to; best where most Shorts run, for there a slot frees soonest.</summary>
/// <remarks>Nothing is kept of destinations with a free slot, so that an idle cluster pays nothing. Not thread-safe.</remarks>
internal sealed class AheadPlaces
{
    private readonly IndexedHeap<DestinationLoad, ByRunningShorts> _places = new();

    /// <summary>The destination to send a job ahead to; null for none.</summary>
    public DestinationLoad? Best => _places.First;

    public void Clear()
    {
        while (_places.First is { } place)
        {
            _places.Remove(place);
        }
    }

    /// <summary>Looks at a destination again after what it holds has changed.</summary>
    public void Update(DestinationLoad destination, int prefetch)
    {
        // Not at a slow one: as Shorts stay there longest, there are most of them.
        // Never more ahead than Shorts are there: the others would wait behind a Long that was sent ahead itself (prefetch 2: worst Long p99 x 2.2).
        var isPlace = destination.IsOpen && !destination.IsFree && !destination.IsSlow && !destination.IsOnTrial && destination.RunningShorts > 0
            && destination.InFlight - destination.SlotLimit < Math.Min(prefetch, destination.RunningShorts);
        var wasPlace = destination.AheadIndex >= 0;
        if (isPlace && wasPlace)
        {
            _places.Moved(destination);
        }
        else if (isPlace)
        {
            _places.Add(destination);
        }
        else if (wasPlace)
        {
            _places.Remove(destination);
        }
    }

    private readonly struct ByRunningShorts : IHeapRule<DestinationLoad>
    {
        public static bool IsBefore(DestinationLoad item, DestinationLoad other) => item.RunningShorts > other.RunningShorts;

        public static int GetIndex(DestinationLoad item) => item.AheadIndex;

        public static void SetIndex(DestinationLoad item, int index) => item.AheadIndex = index;
    }
}
