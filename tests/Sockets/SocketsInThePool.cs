using System.Runtime.CompilerServices;

namespace Sockets;

/// <summary>
/// The programs go on in the thread that saw a socket become ready, where nothing may block. Tests of ours do block: they wait for hosts to start. In
/// one process with the programs, whichever of them used a socket first would decide for all; so it is decided here, and real processes are tested in EndToEnd.Tests.
/// </summary>
internal static class SocketsInThePool
{
    [ModuleInitializer]
    internal static void Initialise() => Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "0");
}
