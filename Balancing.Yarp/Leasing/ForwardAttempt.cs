using Balancing.Core.Leasing;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Leasing;

/// <summary>One try of a request at one destination, and the lease it holds there; a feature of the request.</summary>
/// <remarks>
/// Ends once, whichever comes first: the last byte of the answer, a failure, an abort, or the end of the request when
/// something behind the pick never forwarded it.
/// </remarks>
public sealed class ForwardAttempt : IDisposable
{
    private Lease _lease;
    private int _ended;

    internal ForwardAttempt(Lease lease, int number, long startedAt)
    {
        _lease = lease;
        Destination = (DestinationState)lease.Destination!.Owner!;
        Number = number;
        StartedAt = startedAt;
    }

    /// <summary>Where the request was sent.</summary>
    public DestinationState Destination { get; }

    /// <summary>1 for the first try.</summary>
    public int Number { get; }

    /// <summary>When the lease was taken; a timestamp of the application's <see cref="TimeProvider"/>.</summary>
    public long StartedAt { get; }

    internal bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>The last try of this request, or null when none was made yet.</summary>
    public static ForwardAttempt? Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<ForwardAttempt>();
    }

    /// <summary>Gives the lease back, if it has not been given back yet.</summary>
    public void Dispose() => End(failed: false);

    internal void Fail() => End(failed: true);

    private void End(bool failed)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        // The field keeps the destination for those who read the attempt afterwards: a copy gives the place back.
        var lease = _lease;
        if (failed)
        {
            lease.Fail();
        }
        else
        {
            lease.Dispose();
        }
    }
}
