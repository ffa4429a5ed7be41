namespace Broker.Api.State;

/// <summary>The dispatch settings that admin calls chose for a cluster, and those that the configuration gave it then; by name.</summary>
/// <param name="Are">All settings as chosen.</param>
/// <param name="Over">All settings as they were laid over.</param>
internal sealed record SavedRules(IReadOnlyDictionary<string, string> Are, IReadOnlyDictionary<string, string> Over);
