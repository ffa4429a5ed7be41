namespace Client.Cli.Scenarios;

/// <summary>A file that describes no simulation; every fault is one line.</summary>
internal sealed class ScenarioException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults => faults;
}
