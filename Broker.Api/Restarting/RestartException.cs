namespace Broker.Api.Restarting;

/// <summary>A rolling restart cannot go on; the message is what an operator reads.</summary>
internal sealed class RestartException(string message) : Exception(message);
