namespace Client.Cli.Syntax;

/// <summary>Wrong usage that shows only behind the parser; the message is one line.</summary>
internal sealed class UsageException(string message) : Exception(message);
