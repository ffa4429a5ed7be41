using Client.Cli.Brokers;
using Client.Cli.Output;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Client.Cli.Commands;

/// <summary><c>lb policy</c>: tells the broker's policy, or changes it while the broker runs.</summary>
internal sealed class PolicyCommand(Terminal terminal)
{
    /// <param name="broker">Whom to ask.</param>
    /// <param name="name">The policy to set; null to read the one in force.</param>
    /// <param name="json">One object instead of the bare name.</param>
    /// <param name="stop">Breaks the call off.</param>
    public async Task<int> RunAsync(BrokerClient broker, string? name, bool json, CancellationToken stop)
    {
        var state = name is null ? await broker.PolicyAsync(stop) : await broker.SetPolicyAsync(name, stop);
        if (json)
        {
            terminal.Output.WriteLine(AdminJson.Line(state, AdminJson.Default.PolicyState));
        }
        else
        {
            terminal.Output.WriteLine(PrintableText.Of(state.Policy)); // bare, so that $(lb policy) is a name to give back later
            terminal.Error.WriteLine(PrintableText.Of($"Policies of this broker: {string.Join(", ", state.Policies ?? [])}."));
        }

        terminal.Output.Flush();
        return ExitCodes.Done;
    }
}
