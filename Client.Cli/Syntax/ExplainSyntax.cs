using System.CommandLine;
using Client.Cli.Brokers;
using Client.Cli.Commands;

namespace Client.Cli.Syntax;

/// <summary>The words and flags of <c>lb explain</c>.</summary>
internal static class ExplainSyntax
{
    public static Command Create(Surroundings surroundings)
    {
        var application = new Argument<string?>("job")
        {
            Description = "The applicationId whose jobs to explain, or the trace id of one job (32 hexadecimal digits, as in its traceparent). Without it, those of all.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "job",
        };
        var last = Flags.Whole("--last", 20, 1, 1000, "How many jobs, the latest ones.");
        var broker = Flags.Broker(surroundings.Environment);
        var key = Flags.Key();
        var json = Flags.Json("One JSON object a line for each job.");

        var command = new ExampledCommand(
            "explain",
            "Says why the last jobs went where they went: the workers in question and what they held, how long a job waited and why, expected against real time.",
            "lb explain",
            "lb explain App1 --last 5",
            "lb explain 4bf92f3577b34da6a3ce929d0e0e4736",
            "lb explain --json --last 1000")
        {
            application, last, broker, key, json,
        };
        var tls = new TlsFlags(surroundings);
        tls.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var brokers = new BrokerClients(surroundings.Time, tls.Read(parsed));
            var client = brokers.Create(parsed.GetValue(broker)!, parsed.KeyOf(key, surroundings.Environment));
            return await new ExplainCommand(surroundings.Terminal).RunAsync(
                client, parsed.GetValue(application), parsed.GetValue(last), parsed.GetValue(json), stop);
        });
        return command;
    }
}
