namespace Broker.Api.Claims;

/// <summary>A feature of requests whose connection comes from a trusted proxy.</summary>
internal sealed class TrustedPeer
{
    public static readonly TrustedPeer Instance = new();

    private TrustedPeer()
    {
    }
}
