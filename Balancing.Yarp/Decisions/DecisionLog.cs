using Balancing.Core.Leasing;
using Balancing.Core.Queueing;
using Balancing.Yarp.Leasing;

namespace Balancing.Yarp.Decisions;

/// <summary>The last decisions of one cluster, in a ring of memory made once: noting one allocates nothing.</summary>
/// <remarks>Costs some tens of nanoseconds a request, under the dispatcher's lock.</remarks>
internal sealed class DecisionLog
{
    /// <summary>Destinations noted with each decision; of more, the first.</summary>
    public const int MostCandidates = 16;

    /// <summary>Decisions kept.</summary>
    public const int Size = 1000;

    private readonly Lock _lock = new();
    private readonly Decision[] _ring = new Decision[Size];
    private readonly DateTimeOffset _startedAt;
    private long _count;

    /// <param name="startedAt">The hour at which the dispatcher's clock began.</param>
    public DecisionLog(DateTimeOffset startedAt)
    {
        _startedAt = startedAt;
        for (var place = 0; place < Size; place++)
        {
            _ring[place] = new Decision();
        }
    }

    /// <summary>Notes that a request went, or was refused.</summary>
    /// <param name="attempt">The request.</param>
    /// <param name="refusal">Why it does not go; null when it does.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="open">The open destinations.</param>
    /// <param name="now">On the dispatcher's clock.</param>
    public void Note(ForwardAttempt attempt, RefusalReason? refusal, string policy, ReadOnlySpan<DestinationLoad> open, TimeSpan now)
    {
        lock (_lock)
        {
            var note = _ring[_count % Size];
            var ticket = attempt.Ticket;
            var went = refusal is null ? ticket.Destination : null;
            attempt.Note = note;
            attempt.NoteNumber = note.Number = _count++;
            attempt.JobNumber = note.Job = attempt.JobNumber < 0 ? note.Number : attempt.JobNumber;
            note.At = _startedAt + now;
            note.Application = ticket.Application;
            note.TraceParent = attempt.TraceParent;
            note.Route = ticket.Route ?? "";
            note.Label = ticket.Label;
            note.Class = ticket.Class;
            note.Policy = policy;
            note.Destination = went?.Id;
            note.Refusal = refusal;
            note.Try = attempt.Number;
            note.FoundWaiting = ticket.FoundWaiting;
            note.Waited = (went is null ? now : ticket.DispatchedAt) - ticket.ArrivedAt; // as Server-Timing says it
            note.HeldBackSlots = ticket.HeldBackSlots;
            note.WasHeldBack = ticket.WasHeldBack;
            note.WasPrefetched = ticket.WasPrefetched;
            note.WasHedge = attempt.IsHedge;
            note.Expected = ticket.Expected;
            note.Ran = null;
            note.Succeeded = null;
            note.Outcome = null;
            note.Open = open.Length;
            for (var index = 0; index < Math.Min(open.Length, MostCandidates); index++)
            {
                var destination = open[index];
                note.Noted[index] = new DecisionCandidate(
                    destination.Id, destination.InFlight - (ReferenceEquals(destination, went) ? 1 : 0), destination.Slots);
            }
        }
    }

    /// <summary>Notes how a request ended that went.</summary>
    public void End(ForwardAttempt attempt, TimeSpan ran, bool succeeded)
    {
        lock (_lock)
        {
            if (attempt.Note is { } note && note.Number == attempt.NoteNumber)
            {
                note.Ran = ran;
                note.Succeeded = succeeded;
                note.Outcome = attempt.Outcome;
            }
        }
    }

    /// <summary>The last decisions, the latest first.</summary>
    /// <param name="most">How many, at most.</param>
    /// <param name="application">Of this application only; null for all.</param>
    /// <param name="trace">Of this trace only; null for all.</param>
    public List<Decision> Last(int most, string? application, string? trace)
    {
        lock (_lock)
        {
            var found = new List<Decision>();
            for (var number = _count - 1; number >= Math.Max(0, _count - Size) && found.Count < most; number--)
            {
                var note = _ring[number % Size];
                if ((application is null || note.Application == application) && (trace is null || note.IsOf(trace)))
                {
                    found.Add(note.Copy());
                }
            }

            return found;
        }
    }
}
