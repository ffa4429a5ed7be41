namespace Job.Hosting.Settings;

/// <summary>How a program ends because of its command line alone.</summary>
/// <param name="ExitCode">0 after help, 2 for a command line that cannot be used.</param>
/// <param name="Text">What to say, on standard output for 0, on standard error otherwise.</param>
public sealed record CommandLineEnd(int ExitCode, string Text);
