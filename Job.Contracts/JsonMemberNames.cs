namespace Job.Contracts;

/// <summary>The names seen so far in each object that is open, by depth; a sibling on the same depth starts anew.</summary>
internal sealed class JsonMemberNames
{
    // Emptying a set costs its capacity, not its count: one wide object followed by a hundred thousand narrow ones would take
    // seconds if the wide one's set were kept for them.
    private const int MostKept = 64;

    private readonly HashSet<string>?[] _names = new HashSet<string>?[JobRules.MaxDepth + 1];

    /// <summary>Forgets the names of the object that was on this depth before.</summary>
    public void Open(int depth)
    {
        if (_names[depth] is { Count: > MostKept })
        {
            _names[depth] = null;
        }

        _names[depth]?.Clear();
    }

    /// <summary>False when the object open on this depth has the name already.</summary>
    public bool Add(int depth, string name) => (_names[depth] ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
}
