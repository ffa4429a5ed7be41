using System.CommandLine;
using Client.Cli.Brokers;
using Client.Cli.Commands;

namespace Client.Cli.Syntax;

/// <summary>The words and flags of <c>lb restart</c>.</summary>
internal static class RestartSyntax
{
    public static Command Create(Surroundings surroundings)
    {
        var rolling = new Option<bool>("--rolling") { Description = "One worker after the other, each drained first, so that no job is lost. The only way there is; it must be said." };
        var broker = Flags.Broker(surroundings.Environment);
        var key = Flags.Key();

        var command = new ExampledCommand("restart", "Restarts the workers of a running lb up without losing a job.", "lb restart --rolling")
        {
            rolling, broker, key,
        };
        var tls = new TlsFlags(surroundings);
        tls.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            if (!parsed.GetValue(rolling))
            {
                throw new UsageException("restart needs --rolling: one worker after the other. All at once would lose jobs; for that, end lb up and start it again.");
            }

            using var brokers = new BrokerClients(surroundings.Time, tls.Read(parsed));
            var client = brokers.Create(parsed.GetValue(broker)!, parsed.KeyOf(key, surroundings.Environment));
            return await new RestartCommand(surroundings.Terminal, surroundings.Time).RunAsync(client, stop);
        });
        return command;
    }
}
