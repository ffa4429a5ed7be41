using System.Net;
using System.Net.Sockets;
using Balancing.Core.Membership;

namespace Worker.Api.Membership;

/// <summary>One worker at one broker: says again and again that it is there, and at the end goodbye.</summary>
internal sealed class Registration(Uri broker, RegistrationBody about, Func<CancellationToken, Task<Uri>> address, BrokerCalls calls, RegistrationClock clock)
{
    // A broker looks at what it has in flight in microseconds; a job's way through it takes milliseconds.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    // A broker that hangs must not hold up the end of a worker. Calls give up after five seconds themselves.
    private const int MostLostGoodbyes = 3;

    private RegistrationBody _about = about;
    private bool _hasAddress;
    private bool _hasJoined;
    private bool _mayBeKnown;
    private string? _lastFault;

    /// <summary>Says it until it is told to stop; never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await SayAsync(stop), clock.Time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // time for the goodbye
        }
    }

    /// <summary>
    /// Says goodbye and returns once no job is on its way here any more; then the worker may refuse what comes. Returns, too, when nobody listens,
    /// or the broker does not answer.
    /// </summary>
    public async Task LeaveAsync(CancellationToken giveUp)
    {
        if (!_mayBeKnown)
        {
            return; // nothing is sent here from there
        }

        try
        {
            RegistrationLog.Leaving(clock.Logger, _about.Id, Text(broker));
            var fault = await DrainedAsync(giveUp);
            if (fault is null && !(await calls.RemoveAsync(broker, _about.Id, _about.Epoch, giveUp)).NobodyListens)
            {
                RegistrationLog.Left(clock.Logger, _about.Id, Text(broker));
            }
            else if (fault is not null)
            {
                RegistrationLog.NoGoodbye(clock.Logger, _about.Id, Text(broker), fault);
            }
        }
        catch (OperationCanceledException)
        {
            RegistrationLog.NoGoodbye(clock.Logger, _about.Id, Text(broker), "its jobs did not end in time");
        }
    }

    private async Task<TimeSpan> SayAsync(CancellationToken stop)
    {
        BrokerReply reply;
        try
        {
            if (!_hasAddress)
            {
                _about = _about with { Address = (await address(stop)).AbsoluteUri };
                _hasAddress = true;
            }

            // From now on, whether the answer comes or not.
            _mayBeKnown = true;
            reply = await calls.RegisterAsync(broker, _about, stop);
        }
        catch (SocketException exception)
        {
            reply = BrokerReply.Of(exception);
        }

        if (reply.Answer is null)
        {
            _mayBeKnown = _hasJoined || !(reply.NobodyListens || reply.IsRefusal);
            _hasAddress = false; // this machine may have another by the next time
            if (_lastFault != reply.Why)
            {
                _lastFault = reply.Why;
                RegistrationLog.Failed(clock.Logger, _about.Id, Text(broker), reply.Why);
            }

            return clock.Beat.Lost();
        }

        if (_lastFault is not null || !_hasJoined || reply.Status == HttpStatusCode.Created)
        {
            RegistrationLog.Joined(clock.Logger, _about.Id, Text(broker), _about.Address);
        }

        _lastFault = null;
        _hasJoined = true;
        return clock.Beat.Heard();
    }

    // Null when the broker says that it has nothing here any more, or nobody listens: nothing can come then.
    private async Task<string?> DrainedAsync(CancellationToken giveUp)
    {
        for (var lost = 0; ;)
        {
            var reply = await calls.RegisterAsync(broker, _about with { State = "draining" }, giveUp);
            if (reply.Answer?.State == "drained" || reply.NobodyListens)
            {
                return null;
            }

            // 503: it is ending itself and takes no call, but finishes its jobs here.
            var isEnding = _hasJoined && reply.Status == HttpStatusCode.ServiceUnavailable;
            if (reply.Answer is null && !isEnding && ++lost == MostLostGoodbyes)
            {
                return reply.Why;
            }

            await Task.Delay(LookAgain, clock.Time, giveUp);
        }
    }

    private static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
