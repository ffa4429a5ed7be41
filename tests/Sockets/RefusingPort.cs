using System.Net;
using System.Net.Sockets;

namespace Sockets;

/// <summary>A port of this machine at which connections are refused, as long as it is held: bound, and not listened on.</summary>
/// <remarks>One that merely was free a moment ago is soon given to another server of these tests that asks for any.</remarks>
internal sealed class RefusingPort : IDisposable
{
    private readonly Socket _holder = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RefusingPort() => _holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)_holder.LocalEndPoint!).Port;

    public string Address => $"http://127.0.0.1:{Number}";

    public void Dispose() => _holder.Dispose();
}
