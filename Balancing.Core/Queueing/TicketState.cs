namespace Balancing.Core.Queueing;

internal enum TicketState
{
    Idle,
    Waiting,
    Running,

    /// <summary>Waiting once more, for a destination where it has not been.</summary>
    Returned,
}
