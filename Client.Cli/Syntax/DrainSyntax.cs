using System.CommandLine;
using Client.Cli.Brokers;
using Client.Cli.Commands;

namespace Client.Cli.Syntax;

/// <summary>The words and flags of <c>lb drain</c> and <c>lb open</c>.</summary>
internal static class DrainSyntax
{
    // As long as a broker or worker itself waits for its jobs when it is told to stop.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static Command CreateDrain(Surroundings surroundings)
    {
        var ids = Ids("The workers to drain, by their ids.");
        var noWait = new Option<bool>("--no-wait") { Description = "Return at once, without waiting until their jobs are finished." };
        var timeout = Flags.Duration("--timeout", Patience, "The longest wait for their jobs to finish; they stay closed after it.");
        var broker = Flags.Broker(surroundings.Environment);
        var key = Flags.Key();

        var command = new ExampledCommand(
            "drain",
            "Takes workers out of service without losing a job: no new ones, and waits until those they have are finished.",
            "lb drain 2",
            "lb drain 1 2 --no-wait",
            "lb drain 2 && systemctl restart worker@2 && lb open 2")
        {
            ids, noWait, timeout, broker, key,
        };
        var tls = new TlsFlags(surroundings);
        tls.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var brokers = new BrokerClients(surroundings.Time, tls.Read(parsed));
            var client = brokers.Create(parsed.GetValue(broker)!, parsed.KeyOf(key, surroundings.Environment));
            TimeSpan? patience = parsed.GetValue(noWait) ? null : parsed.GetValue(timeout);
            return await new DrainCommand(surroundings.Terminal, surroundings.Time).DrainAsync(client, parsed.GetValue(ids)!, patience, stop);
        });
        return command;
    }

    public static Command CreateOpen(Surroundings surroundings)
    {
        var ids = Ids("The workers to open, by their ids.");
        var broker = Flags.Broker(surroundings.Environment);
        var key = Flags.Key();

        var command = new ExampledCommand("open", "Opens workers again that were drained.", "lb open 2", "lb open 1 2 3")
        {
            ids, broker, key,
        };
        var tls = new TlsFlags(surroundings);
        tls.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var brokers = new BrokerClients(surroundings.Time, tls.Read(parsed));
            var client = brokers.Create(parsed.GetValue(broker)!, parsed.KeyOf(key, surroundings.Environment));
            return await new DrainCommand(surroundings.Terminal, surroundings.Time).OpenAsync(client, parsed.GetValue(ids)!, stop);
        });
        return command;
    }

    private static Argument<string[]> Ids(string description) => new("ID")
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        HelpName = "ID",
    };
}
