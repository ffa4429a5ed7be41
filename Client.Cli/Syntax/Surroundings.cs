using Client.Cli.Output;

namespace Client.Cli.Syntax;

/// <summary>What a command meets outside itself, so that a test can be its surroundings.</summary>
/// <param name="Terminal">Where it writes and reads.</param>
/// <param name="Environment">The value of an environment variable; null where there is none.</param>
/// <param name="Time">The clock of timeouts and of the progress line.</param>
internal sealed record Surroundings(Terminal Terminal, Func<string, string?> Environment, TimeProvider Time)
{
    public static Surroundings OfThisProcess() => new(Terminal.OfThisProcess(), System.Environment.GetEnvironmentVariable, TimeProvider.System);
}
