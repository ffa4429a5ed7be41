namespace Balancing.Core.Queueing;

/// <summary>A binary heap whose items know their places, so that any of them can be removed or moved in O(log n).</summary>
/// <remarks>.NET's PriorityQueue finds an item to remove by looking at all of them.</remarks>
internal sealed class IndexedHeap<T, TRule>
    where T : class
    where TRule : struct, IHeapRule<T>
{
    private T[] _items = new T[16];

    public int Count { get; private set; }

    /// <summary>The first by the rule; null when empty.</summary>
    public T? First => Count == 0 ? null : _items[0];

    /// <summary>The first and those near it, in no order: of so many, the first log2 of them are among these for sure.</summary>
    public ReadOnlySpan<T> Near(int most) => _items.AsSpan(0, Math.Min(Count, most));

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        Place(item, Count++);
        Rise(Count - 1);
    }

    public void Remove(T item)
    {
        var index = TRule.GetIndex(item);
        TRule.SetIndex(item, -1);
        var last = _items[--Count];
        _items[Count] = null!;
        if (index < Count)
        {
            Place(last, index);
            Moved(last);
        }
    }

    /// <summary>Finds the item's place anew after what orders it has changed.</summary>
    public void Moved(T item)
    {
        Rise(TRule.GetIndex(item));
        Sink(TRule.GetIndex(item));
    }

    private void Rise(int index)
    {
        var item = _items[index];
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (!TRule.IsBefore(item, _items[parent]))
            {
                break;
            }

            Place(_items[parent], index);
            index = parent;
        }

        Place(item, index);
    }

    private void Sink(int index)
    {
        var item = _items[index];
        while (2 * index + 1 < Count)
        {
            var child = 2 * index + 1;
            if (child + 1 < Count && TRule.IsBefore(_items[child + 1], _items[child]))
            {
                child++;
            }

            if (!TRule.IsBefore(_items[child], item))
            {
                break;
            }

            Place(_items[child], index);
            index = child;
        }

        Place(item, index);
    }

    private void Place(T item, int index)
    {
        _items[index] = item;
        TRule.SetIndex(item, index);
    }
}
