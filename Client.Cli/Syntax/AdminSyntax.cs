using System.CommandLine;
using Balancing.Core.Picking;
using Client.Cli.Brokers;
using Client.Cli.Commands;

namespace Client.Cli.Syntax;

/// <summary>The words and flags of <c>lb policy</c> and <c>lb workers</c>, which ask the broker about itself.</summary>
internal static class AdminSyntax
{
    public static Command CreatePolicy(Surroundings surroundings)
    {
        var name = new Argument<string?>("name")
        {
            Description = "The policy to set. Without it, the policy in force is printed.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "name",
        };
        name.CompletionSources.Add([.. PickPolicies.BuiltIn.Names]);
        var broker = Flags.Broker(surroundings.Environment);
        var key = Flags.Key();
        var json = Flags.Json("One JSON object with the policy and the names of all.");

        var command = new ExampledCommand(
            "policy",
            "Prints the broker's policy, or changes it while the broker runs.",
            "lb policy",
            "lb policy least-requests",
            "lb policy round-robin --broker http://broker.example:8080 --key 3f9c0d71be52a864")
        {
            name, broker, key, json,
        };
        var tls = new TlsFlags(surroundings);
        tls.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var brokers = new BrokerClients(surroundings.Time, tls.Read(parsed));
            var client = brokers.Create(parsed.GetValue(broker)!, parsed.KeyOf(key, surroundings.Environment));
            return await new PolicyCommand(surroundings.Terminal).RunAsync(client, parsed.GetValue(name), parsed.GetValue(json), stop);
        });
        return command;
    }

    public static Command CreateWorkers(Surroundings surroundings)
    {
        var broker = Flags.Broker(surroundings.Environment);
        var key = Flags.Key();
        var json = Flags.Json("One JSON object a line for each worker.");

        var command = new ExampledCommand(
            "workers",
            "Prints the workers as the broker sees them: state, jobs in flight, jobs given, jobs failed.",
            "lb workers",
            "lb workers --json",
            "lb workers --broker http://broker.example:8080 --key 3f9c0d71be52a864")
        {
            broker, key, json,
        };
        var tls = new TlsFlags(surroundings);
        tls.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var brokers = new BrokerClients(surroundings.Time, tls.Read(parsed));
            var client = brokers.Create(parsed.GetValue(broker)!, parsed.KeyOf(key, surroundings.Environment));
            return await new WorkersCommand(surroundings.Terminal).RunAsync(client, parsed.GetValue(json), stop);
        });
        return command;
    }
}
