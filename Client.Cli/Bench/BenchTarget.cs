namespace Client.Cli.Bench;

/// <summary>What is measured.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Address">Jobs go to <c>process</c> below it; ends with a slash.</param>
internal sealed record BenchTarget(string Name, Uri Address);
