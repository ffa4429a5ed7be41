namespace Balancing.Core.Queueing;

/// <summary>Orders the items of an <see cref="IndexedHeap{T, TRule}"/>, and keeps each one's place in the item itself.</summary>
internal interface IHeapRule<T>
{
    static abstract bool IsBefore(T item, T other);

    static abstract int GetIndex(T item);

    static abstract void SetIndex(T item, int index);
}
