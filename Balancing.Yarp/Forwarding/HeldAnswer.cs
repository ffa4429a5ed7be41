using System.Buffers;

namespace Balancing.Yarp.Forwarding;

/// <summary>Holds an answer back until it is whole, as long as nobody waits longer for it than for its last byte.</summary>
internal static class HeldAnswer
{
    /// <summary>Reads an answer of known length whole; one of unknown length as far as it is here already.</summary>
    /// <param name="content">The answer's content, not yet read.</param>
    /// <param name="most">Bytes to hold, at most.</param>
    /// <param name="held">Counts them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What to read in place of the content; the content itself when it is too large.</returns>
    /// <exception cref="IOException">It broke off.</exception>
    public static async ValueTask<HttpContent> ReadAsync(HttpContent content, int most, HeldBytes held, CancellationToken cancellationToken)
    {
        var length = content.Headers.ContentLength;
        if (length > most)
        {
            return content;
        }

        // One byte more than is promised: a read that finds the end must have room for what is not there.
        var buffer = ArrayPool<byte>.Shared.Rent((int)(length + 1 ?? most));
        if (!held.TryHold(buffer.Length))
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return content;
        }

        var stream = await content.ReadAsStreamAsync(cancellationToken);
        var whole = new HeldStream(held, buffer, stream);
        try
        {
            var count = 0;
            while (count < buffer.Length)
            {
                if (length is null)
                {
                    var arriving = stream.ReadAsync(Memory<byte>.Empty, cancellationToken).AsTask();
                    if (!arriving.IsCompleted)
                    {
                        return new HeldContent(content, whole.Filled(count, arriving));
                    }

                    await arriving;
                }

                var read = await stream.ReadAsync(buffer.AsMemory(count), cancellationToken);
                if (read == 0)
                {
                    break;
                }

                count += read;
            }

            return new HeldContent(content, whole.Filled(count, arriving: null));
        }
        catch
        {
            await whole.DisposeAsync();
            throw;
        }
    }
}
