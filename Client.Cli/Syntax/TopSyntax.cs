using System.CommandLine;
using Client.Cli.Brokers;
using Client.Cli.Commands;

namespace Client.Cli.Syntax;

/// <summary>The flags of <c>lb top</c>.</summary>
internal static class TopSyntax
{
    public static Command Create(Surroundings surroundings)
    {
        var once = new Option<bool>("--once") { Description = "One snapshot, printed once; so it is behind a pipe, too." };
        var interval = Flags.Number("--interval", 0.5, 0.1, 60, "Seconds between two drawings of the screen.");
        var broker = Flags.Broker(surroundings.Environment);
        var key = Flags.Key();
        var json = Flags.Json("One snapshot as one JSON object.");

        var command = new ExampledCommand(
            "top",
            "Shows what the broker does, again and again until q: workers and their slots, who waits, latencies, the last decisions.",
            "lb top",
            "lb top --interval 2 --broker http://broker.example:8080 --key 3f9c0d71be52a864",
            "lb top --once",
            "lb top --json")
        {
            once, interval, broker, key, json,
        };
        var tls = new TlsFlags(surroundings);
        tls.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var brokers = new BrokerClients(surroundings.Time, tls.Read(parsed));
            var client = brokers.Create(parsed.GetValue(broker)!, parsed.KeyOf(key, surroundings.Environment));
            return await new TopCommand(surroundings.Terminal, surroundings.Time).RunAsync(
                client, parsed.GetValue(once), parsed.GetValue(json), TimeSpan.FromSeconds(parsed.GetValue(interval)), stop);
        });
        return command;
    }
}
