namespace Balancing.Core.Estimating;

/// <summary>What is known of each application's jobs; bounded: the least recently seen is forgotten for a new one.</summary>
/// <remarks>O(1) per look; allocates only until it is full. Not thread-safe.</remarks>
internal sealed class CostTable(int capacity)
{
    private readonly Dictionary<SenderKey, SenderCosts> _senders = [];
    private SenderCosts? _mostRecent;
    private SenderCosts? _leastRecent;

    public int Count => _senders.Count;

    /// <summary>The sender seen last; the others follow by <see cref="SenderCosts.LessRecent"/>.</summary>
    public SenderCosts? MostRecent => _mostRecent;

    /// <summary>Finds the sender, or begins to know it.</summary>
    public SenderCosts Of(string application, string? route)
    {
        var key = new SenderKey(application, route);
        if (_mostRecent is { } last && ReferenceEquals(last.Key.Application, application) && last.Key.Route == route)
        {
            return last;
        }

        if (_senders.TryGetValue(key, out var sender))
        {
            Unlink(sender);
        }
        else
        {
            sender = Forgotten() ?? new SenderCosts();
            sender.Begin(key);
            _senders.Add(key, sender);
        }

        Link(sender);
        return sender;
    }

    private SenderCosts? Forgotten()
    {
        if (_senders.Count < capacity || _leastRecent is not { } oldest)
        {
            return null;
        }

        Unlink(oldest);
        _senders.Remove(oldest.Key);
        return oldest;
    }

    private void Link(SenderCosts sender)
    {
        sender.LessRecent = _mostRecent;
        sender.MoreRecent = null;
        if (_mostRecent is not null)
        {
            _mostRecent.MoreRecent = sender;
        }

        _mostRecent = sender;
        _leastRecent ??= sender;
    }

    private void Unlink(SenderCosts sender)
    {
        if (sender.MoreRecent is null)
        {
            _mostRecent = sender.LessRecent;
        }
        else
        {
            sender.MoreRecent.LessRecent = sender.LessRecent;
        }

        if (sender.LessRecent is null)
        {
            _leastRecent = sender.MoreRecent;
        }
        else
        {
            sender.LessRecent.MoreRecent = sender.MoreRecent;
        }
    }
}
