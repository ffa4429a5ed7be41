namespace Job.Hosting.Startup;

/// <summary>A server could not start; the message is what a user needs to know, on one line for each fault.</summary>
public sealed class StartException : Exception
{
    internal StartException(StartFault fault, Exception cause)
        : base(fault.Text, cause) => Fault = fault;

    /// <summary>What the process should exit with: 2 when the settings are at fault, else 1.</summary>
    public int ExitCode => Fault.ExitCode;

    internal StartFault Fault { get; }
}
