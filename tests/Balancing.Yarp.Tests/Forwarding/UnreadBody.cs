namespace Balancing.Yarp.Tests.Forwarding;

/// <summary>All of it is in memory, and a copy of it hangs until it is broken off, as one does on a connection that takes nothing.</summary>
internal sealed class UnreadBody : MemoryStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
