using System.CommandLine;
using System.CommandLine.Parsing;
using Client.Cli.Brokers;
using Client.Cli.Commands;

namespace Client.Cli.Syntax;

/// <summary>The words and flags of <c>lb send</c>.</summary>
internal static class SendSyntax
{
    public static Command Create(Surroundings surroundings)
    {
        var usual = new SendParameters();
        var jobs = new Argument<string[]>("job")
        {
            Description = "Jobs as ID:TYPE, the type Long or Short.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var file = new Option<string?>("--file")
        {
            Description = "A file with more jobs, one a line, each as ID:TYPE or as JSON (which may have a payload); - reads standard input.",
            HelpName = "FILE",
        };
        var broker = Flags.Broker(surroundings.Environment);
        var repeat = Flags.Whole("--repeat", usual.Repeat, 1, 1_000_000_000, "How many times the whole list is sent.");
        var concurrency = Flags.Whole("--concurrency", usual.Concurrency, 1, 10_000, "Jobs under way at once; the answers are printed in the order given all the same.");
        var timeout = Flags.Duration("--timeout", usual.Timeout, "The longest wait for one answer, in seconds or as hh:mm:ss.");
        var json = Flags.Json("One JSON object a line for each job: its answer, or itself with the member 'problem'.");

        var command = new ExampledCommand(
            "send",
            "Sends jobs and prints the answers in the order given.",
            "lb send App1:Long App2:Short",
            "lb send --file jobs.txt --concurrency 8 --json",
            "lb send App1:Short --repeat 1000 --concurrency 16 --broker http://localhost:8080")
        {
            jobs, file, broker, repeat, concurrency, timeout, json,
        };
        var tls = new TlsFlags(surroundings);
        tls.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var brokers = new BrokerClients(surroundings.Time, tls.Read(parsed));
            return await new SendCommand(surroundings.Terminal, brokers, surroundings.Time).RunAsync(
                new SendParameters
                {
                    Jobs = parsed.GetValue(jobs) ?? [],
                    File = parsed.GetValue(file),
                    Broker = parsed.GetValue(broker)!,
                    Repeat = parsed.GetValue(repeat),
                    Concurrency = parsed.GetValue(concurrency),
                    Timeout = parsed.GetValue(timeout),
                    Json = parsed.GetValue(json),
                },
                stop);
        });
        return command;
    }
}
