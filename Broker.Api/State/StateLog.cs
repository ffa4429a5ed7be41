namespace Broker.Api.State;

internal static partial class StateLog
{
    [LoggerMessage(121, LogLevel.Warning, "{What}")]
    public static partial void SetAside(ILogger logger, string what);

    [LoggerMessage(122, LogLevel.Information, "State of {Path}: {Policies} policies, dispatch of {Dispatch} clusters, {Drained} drained workers, {Workers} workers.")]
    public static partial void Restored(ILogger logger, string path, int policies, int dispatch, int drained, int workers);

    [LoggerMessage(123, LogLevel.Warning, "The state could not be saved to {Path}: {Why} What was changed is in force, and would be forgotten by a restart; the next try is in {Seconds} s.")]
    public static partial void NotSaved(ILogger logger, string path, string why, double seconds);

    [LoggerMessage(124, LogLevel.Information, "The state is saved to {Path} again.")]
    public static partial void SavedAgain(ILogger logger, string path);

    [LoggerMessage(125, LogLevel.Warning, "{What} of cluster '{Cluster}' is what the configuration says: it has changed since an admin call chose otherwise.")]
    public static partial void Overtaken(ILogger logger, string what, string cluster);
}
