namespace Client.Cli.Brokers;

/// <summary>The broker answered, but not with what was asked for.</summary>
internal sealed class BrokerRefusedException(BrokerReply reply, string message) : BrokerException(message)
{
    public BrokerReply Reply { get; } = reply;
}
