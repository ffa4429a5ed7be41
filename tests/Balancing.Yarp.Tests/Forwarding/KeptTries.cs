using System.Collections.Concurrent;
using Balancing.Yarp.Forwarding;

namespace Balancing.Yarp.Tests.Forwarding;

/// <summary>Keeps what it hears.</summary>
internal sealed class KeptTries : ITryObserver
{
    public ConcurrentQueue<EndedTry> All { get; } = new();

    public void Ended(in EndedTry ended) => All.Enqueue(ended);
}
