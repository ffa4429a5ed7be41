namespace Balancing.Core.Queueing;

/// <summary>Hears what a <see cref="Dispatcher"/> decides: HTTP in the broker, a virtual clock in the simulator, lists in tests.</summary>
/// <remarks>Called under the dispatcher's lock: note the decision and return; do not call the dispatcher from here.</remarks>
public interface IDispatchSink
{
    /// <summary>The job goes to <see cref="Ticket.Destination"/> now.</summary>
    void Dispatched(Ticket ticket);

    /// <summary>The job will not be dispatched.</summary>
    void Refused(Ticket ticket, RefusalReason reason);
}
