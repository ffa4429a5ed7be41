namespace Broker.Api.Tests.Telemetry;

/// <summary>Tests that run beside no other: the metrics of all brokers of a process are one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    internal const string Name = nameof(Alone);
}
