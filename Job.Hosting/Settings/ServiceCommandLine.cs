namespace Job.Hosting.Settings;

/// <summary>What a command line asks for.</summary>
/// <param name="ConfigurationArgs">The settings on it, each as <c>--Section:Key=value</c>, as .NET's command line source reads them.</param>
/// <param name="HealthCheck">Whether the program shall only ask a running one for its health.</param>
/// <param name="End">Set when the program ends at once: after <c>--help</c> and <c>--version</c>, or because of a fault; what could be read all the same stands in the settings then.</param>
public sealed record ServiceCommandLine(IReadOnlyList<string> ConfigurationArgs, bool HealthCheck = false, CommandLineEnd? End = null);
