using Sockets;

namespace Balancing.Yarp.Tests.Forwarding;

/// <summary>Several of one kind.</summary>
internal sealed class Backends(int count, Func<int, RawBackend> make) : IAsyncDisposable
{
    public IReadOnlyList<RawBackend> All { get; } = [.. Enumerable.Range(1, count).Select(make)];

    public async ValueTask DisposeAsync()
    {
        foreach (var one in All)
        {
            await one.DisposeAsync();
        }
    }
}
