namespace Broker.Api.Restarting;

/// <summary>
/// Restarts workers, for a host that runs them beside the broker, as <c>lb up</c> does: registered as a service, it makes the broker's rolling restart work. A
/// broker whose workers run elsewhere has none.
/// </summary>
public interface IWorkerRestarts
{
    /// <summary>The ids of the workers it can restart, in the order in which that is done.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>Stops a worker that gets no more jobs, and starts it again at the same address; returns once it listens.</summary>
    Task RestartAsync(string id, CancellationToken cancellationToken);
}
