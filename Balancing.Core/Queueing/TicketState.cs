namespace Balancing.Core.Queueing;

internal enum TicketState
{
    Idle,
    Waiting,
    Running,
}
