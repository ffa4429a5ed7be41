namespace Client.Cli;

/// <summary>What a script reads from <c>$?</c> once a command has ended.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A job failed, the broker refused or cannot be reached, or nobody reads the results any more.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage; nothing has been sent or started.</summary>
    public const int Usage = 2;

    /// <summary>Ended by Ctrl-C: 128 and the number of SIGINT, as shells count.</summary>
    public const int Interrupted = 130;
}
