using Balancing.Simulation;

namespace Client.Cli.Commands;

/// <summary>What <c>lb simulate</c> shall run.</summary>
/// <param name="Workload">The jobs.</param>
/// <param name="Cluster">The workers.</param>
/// <param name="Designs">What is compared, in the order of the report.</param>
/// <param name="Start">Whether the first ten seconds are told apart.</param>
/// <param name="Json">One object a line instead of a table.</param>
/// <param name="Html">A file for the report; null for none.</param>
internal sealed record SimulateParameters(
    Workload Workload, Cluster Cluster, IReadOnlyList<Design> Designs, bool Start, bool Json, string? Html);
