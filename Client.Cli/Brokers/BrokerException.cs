namespace Client.Cli.Brokers;

/// <summary>A call of the broker failed; the message is one line, fit to be shown.</summary>
internal class BrokerException(string message) : Exception(message);
