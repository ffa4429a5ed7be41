namespace Client.Cli.Brokers;

/// <summary>Nobody listens at the broker's address, so that further calls would fail alike.</summary>
internal sealed class BrokerUnreachableException(Uri address, string reason, string? hint = null) : BrokerException(
    $"No broker can be reached at {BrokerAddress.Text(address)} ({reason}). "
    + (hint ?? $"Start one with '{OwnName.Call("up")}', or name another by --broker URL or LB_BROKER."));
