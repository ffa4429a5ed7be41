using System.CommandLine;
using Client.Cli.Brokers;
using Client.Cli.Output;
using Client.Cli.Syntax;
using Job.Contracts;
using Job.Hosting.Logging;
using Job.Hosting.Settings;
using Job.Hosting.Startup;

namespace Client.Cli;

/// <summary>Runs one command line to its exit code. Nothing is thrown, and nothing but one line is said, whatever goes wrong.</summary>
internal static class Lb
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken stop)
    {
        var terminal = surroundings.Terminal;
        try
        {
            var parsed = LbSyntax.Create(surroundings).Parse(arguments, LbSyntax.Parsing);
            var faults = UsageFaults.Of(parsed);
            if (faults.Count > 0)
            {
                UsageFaults.Write(parsed, faults, terminal.Error);
                return ExitCodes.Usage;
            }

            var invocation = new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false, // it prints stack traces
                ProcessTerminationTimeout = null, // signals are Program's, and the servers'
            };
            var exitCode = await parsed.InvokeAsync(invocation, stop);
            terminal.Output.Flush();
            return exitCode;
        }
        catch (UsageException fault)
        {
            terminal.Error.WriteLine("lb: " + fault.Message);
            return ExitCodes.Usage;
        }
        catch (BrokerException fault)
        {
            terminal.Error.WriteLine("lb: " + fault.Message);
            return ExitCodes.Failed;
        }
        catch (SettingsException fault)
        {
            foreach (var setting in fault.Faults)
            {
                terminal.Error.WriteLine(PrintableText.Of("lb: " + setting.Message));
            }

            return ExitCodes.Usage;
        }
        catch (StartException fault)
        {
            terminal.Error.WriteLine("lb: " + fault.Message);
            return fault.ExitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            terminal.Error.WriteLine("lb: interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (IOException fault) when (StandardOutput.HasNoReader(fault))
        {
            return ExitCodes.Failed; // `| head -1` has what it wanted
        }
#pragma warning disable CA1031 // The last stop before a stack trace
        catch (Exception fault)
#pragma warning restore CA1031
        {
            terminal.Error.WriteLine(PrintableText.Of($"lb: {fault.Message} ({fault.GetType().Name})"));
            return ExitCodes.Failed;
        }
    }
}
