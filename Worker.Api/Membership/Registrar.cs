using Balancing.Core.Membership;
using Job.Http.Drain;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Worker.Api.Membership;

/// <summary>Registers one worker server with its brokers once it listens, and says goodbye before it refuses anything.</summary>
internal sealed class Registrar(WorkerIdentity worker, WorkerOptions options, IServer server, DrainState drain, ILogger<Registrar> logger) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly BrokerCalls _calls = new(options, logger);
    private Registration[] _registrations = [];
    private Task[] _running = [];

    /// <summary>Everything listens: now the address is known, and jobs may come.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var bound = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _registrations = [.. BrokerAddresses.Read(options.Broker)!.Select(broker => new Registration(
            broker,
            About(),
            stop => AdvertisedAddress.OfAsync(bound, options.Advertise, broker, stop),
            _calls,
            new RegistrationClock(TimeProvider.System, new Heartbeat(options.Lease, new Random()), logger)))];
        _running = [.. _registrations.Select(registration => registration.RunAsync(_stop.Token))];
        return Task.CompletedTask;
    }

    /// <summary>Runs before the drain begins: what the brokers have sent already must still be taken.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        drain.Announce();
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        giveUp.CancelAfter(options.DrainTimeout);
        await Task.WhenAll(_registrations.Select(registration => registration.LeaveAsync(giveUp.Token)));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _calls.Dispose();

    private RegistrationBody About() => new(
        worker.Id,
        Address: "",
        options.Cluster,
        options.Slots,
        options.Weight,
        options.Labels is null ? null : Labels.Read(options.Labels),
        options.Lease.ToString("c"),
        worker.Epoch,
        State: "open");
}
