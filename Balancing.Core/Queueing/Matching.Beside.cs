using Balancing.Core.Leasing;

namespace Balancing.Core.Queueing;

/// <content>Second tries that begin while the first still runs.</content>
internal sealed partial class Matching
{
    /// <summary>Sends a running job to a second destination, too, where it has not been, if one has a free slot and nobody waits for it.</summary>
    public bool TryBeside(Ticket running, Ticket second)
    {
        if (_returned.Count > 0 || _waiting.Shorts > 0)
        {
            return false;
        }

        var untried = Array.FindAll(_open, destination => destination != running.Destination && running.Tried?.Contains(destination) != true);
        if (untried.Length == 0 || !Picker.TryTakeAmong(untried, out var lease, running.RequestAt(_now)))
        {
            return false;
        }

        // Of both it is known where the job has been; it is not one that has arrived.
        second.Sequence = _sequence++;
        second.Class = running.Class;
        second.ArrivedAt = running.ArrivedAt;
        second.FoundWaiting = running.FoundWaiting;
        second.ExpectedSeconds = running.ExpectedSeconds;
        (second.Sender, second.SenderLife) = (running.Sender, running.SenderLife);
        second.Tried = [.. running.Tried ?? [], running.Destination!];
        (running.Tried ??= []).Add(lease.Destination!);
        Dispatch(second, lease, ahead: false);
        return true;
    }
}
