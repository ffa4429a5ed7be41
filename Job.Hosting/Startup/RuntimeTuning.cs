namespace Job.Hosting.Startup;

/// <summary>Settings of the runtime that save CPU for a proxy and that only the environment can set.</summary>
public static class RuntimeTuning
{
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Whether the work goes on in the thread that saw the socket become ready: so after <see cref="Apply"/>, unless the user said 0.</summary>
    public static bool IsInline => Environment.GetEnvironmentVariable(InlineCompletions) == "1";

    /// <summary>
    /// Lets what waits for a socket go on in the very thread that saw it become ready, instead of being handed to the thread pool.
    /// That saves a switch of threads for every read; the price is that nothing on the way of a request may block. Linux and macOS only.
    /// A variable set by the user, also to 0, is left as it is.
    /// </summary>
    /// <remarks>The runtime reads the variable once, when the first socket is used: <see cref="ServiceProgram"/> calls this first; who starts servers otherwise does it in <c>Main</c>.</remarks>
    public static void Apply()
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
        {
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
        }
    }
}
