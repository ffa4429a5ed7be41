using EndToEnd.Tests.Processes;

namespace EndToEnd.Tests.Systems;

public sealed class FourTerminalsTests
{
    private static readonly string[] Jobs = ["App1:Long", "App2:Short", "App3:Long", "App4:Short"];

    [Fact]
    public async Task Send_TheFourJobsTwice_EveryProgramSaysTheContractsLinesAndTheRotationGoesOn()
    {
        await using var system = await TestSystem.StartAsync();

        Assert.Equal(
        [
            "Client received: Worker 1 processed complex (Long) request for App1.",
            "Client received: Worker 2 processed simple (Short) request for App2.",
            "Client received: Worker 3 processed complex (Long) request for App3.",
            "Client received: Worker 1 processed simple (Short) request for App4.",
        ], await SendAsync(system));
        Assert.Equal(
        [
            "Client received: Worker 2 processed complex (Long) request for App1.",
            "Client received: Worker 3 processed simple (Short) request for App2.",
            "Client received: Worker 1 processed complex (Long) request for App3.",
            "Client received: Worker 2 processed simple (Short) request for App4.",
        ], await SendAsync(system));

        await Wait.UntilAsync(() => system.Broker.Output.Count >= 9, () => "the broker's lines");
        Assert.Equal(
        [
            $"Broker server running on port {system.Address.Port}...",
            $"Broker: Forwarded request 'App1' to Worker 1 on port {system.WorkerPort(1)}.",
            $"Broker: Forwarded request 'App2' to Worker 2 on port {system.WorkerPort(2)}.",
            $"Broker: Forwarded request 'App3' to Worker 3 on port {system.WorkerPort(3)}.",
            $"Broker: Forwarded request 'App4' to Worker 1 on port {system.WorkerPort(1)}.",
        ], system.Broker.Output.Take(5));
        await system.Worker(1).LineAsync("Worker 1 processed complex (Long) request for App1.");
        Assert.Equal($"Worker server 1 listening on port {system.WorkerPort(1)}...", system.Worker(1).Output[0]);
    }

    [Theory]
    [InlineData("least-requests")]
    [InlineData("balanced")]
    public async Task Broker_StartedWithAPolicy_UsesIt(string policy)
    {
        await using var system = await TestSystem.StartAsync(["--policy", policy]);

        Assert.Equal(policy, (await system.GetAsync("admin/policy")).GetProperty("policy").GetString());
        Assert.Equal(4, (await SendAsync(system)).Count); // a trickle is spread evenly by it, too
        Assert.Equal([2, 1, 1], (await system.GetAsync("admin/workers")).EnumerateArray().Select(worker => worker.GetProperty("assigned").GetInt32()));
    }

    private static async Task<IReadOnlyList<string>> SendAsync(TestSystem system)
    {
        await using var client = ProgramProcess.Start(Programs.Client, ["send", "--broker", system.Address.AbsoluteUri, .. Jobs]);
        Assert.Equal(0, await client.ExitCodeAsync());
        return client.Output;
    }
}
