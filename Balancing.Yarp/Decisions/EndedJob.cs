using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Yarp.Leasing;

namespace Balancing.Yarp.Decisions;

/// <summary>A request that came to its end at a destination.</summary>
/// <param name="Application">Whose it was.</param>
/// <param name="Class">What it was dispatched as.</param>
/// <param name="Waited">From its arrival to its last dispatch: all tries before are in it.</param>
/// <param name="Ran">From there to the last byte of the answer.</param>
/// <param name="Expected">How long it was expected to run, where part of <paramref name="Ran"/> was waiting at the destination; null otherwise.</param>
/// <param name="Succeeded">Whether it came to a good end; true also where the client left.</param>
/// <param name="Outcome">How it ended; null where it was never sent.</param>
public readonly record struct EndedJob(
    string Application, JobClass Class, TimeSpan Waited, TimeSpan Ran, TimeSpan? Expected, bool Succeeded, TryOutcome? Outcome)
{
    internal static EndedJob Of(ForwardAttempt attempt, TimeSpan now, bool succeeded)
    {
        var ticket = attempt.Ticket;
        return new EndedJob(
            ticket.Application,
            ticket.Class,
            ticket.DispatchedAt - ticket.ArrivedAt,
            now - ticket.DispatchedAt,
            ticket.WasPrefetched ? ticket.Expected : null,
            succeeded,
            attempt.Outcome);
    }
}
