using Client.Cli.Brokers;
using Client.Cli.Output;

namespace Client.Cli.Local;

/// <summary>What a newcomer reads once the system runs: where everything is, and what to try next.</summary>
internal static class Hints
{
    // In Windows PowerShell `curl` is another command, which takes none of these flags.
    private static string Curl => OperatingSystem.IsWindows() ? "curl.exe" : "curl";

    public static void Write(Terminal terminal, Uri broker, IReadOnlyList<Uri> workers)
    {
        foreach (var line in Lines(BrokerAddress.Text(broker), [.. workers.Select(BrokerAddress.Text)]))
        {
            terminal.Output.WriteLine(line);
        }

        terminal.Output.Flush();
    }

    private static IEnumerable<string> Lines(string broker, string[] workers)
    {
        var elsewhere = broker == BrokerAddress.Default ? "" : $" --broker {broker}";
        return
        [
            "",
            $"Broker:     {broker}",
            $"Dashboard:  {broker}/",
            $"Swagger UI: {broker}/swagger",
            $"Workers:    {string.Join(", ", workers)}",
            "",
            "Try in another window:",
            $"  {Curl} -d App1:Long -H \"Content-Type: text/plain\" {broker}/process",

            // Through a pipe, because Windows PowerShell takes the double quotes out of an argument; written thus it holds in every shell.
            $"  echo '{{\"applicationId\":\"App2\",\"applicationType\":\"Short\"}}' | {Curl} -d \"@-\" -H \"Content-Type: application/json\" {broker}/process",
            $"  {OwnName.Call("send App1:Long App2:Short")}{elsewhere}",
            "",
            "Ctrl-C stops it all.",
        ];
    }
}
