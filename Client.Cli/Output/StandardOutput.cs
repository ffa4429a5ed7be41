using Microsoft.Win32.SafeHandles;

namespace Client.Cli.Output;

/// <summary>Standard output as a stream that tells when its reader has gone.</summary>
internal static class StandardOutput
{
    private const int UnixDescriptor = 1;
    private const int UnixBrokenPipe = 32; // EPIPE, on Linux and macOS alike
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    /// <summary>
    /// The console's own stream swallows the error of a closed pipe, so that <c>lb send --repeat 100000 … | head -1</c> would go on
    /// sending jobs whose answers nobody reads.
    /// </summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        var direct = new FileStream(new SafeFileHandle(UnixDescriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);

        // In a file it would write at an offset of its own and leave the shell's where it was: `(lb …; lb …) > file` would overwrite itself.
        return direct.CanSeek ? Console.OpenStandardOutput() : direct;
    }

    /// <summary>Whether a failed write means that the reader has gone, which is no fault worth a word.</summary>
    public static bool HasNoReader(IOException fault)
        => fault.HResult is UnixBrokenPipe or WindowsBrokenPipe or WindowsNoData;
}
