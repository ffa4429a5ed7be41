namespace Worker.Api.Exec;

/// <summary>Finds programs as a shell does.</summary>
internal static class ProgramFile
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The full path of a program.</summary>
    /// <param name="program">A path, or a name without folder, which is looked for in PATH.</param>
    /// <returns>Null when it is not there, or may not be run.</returns>
    public static string? Find(string program)
    {
        if (program.IndexOfAny([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]) >= 0)
        {
            return Runnable(Path.GetFullPath(program));
        }

        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return folders.Select(folder => Runnable(Path.GetFullPath(Path.Combine(folder, program)))).FirstOrDefault(found => found is not null);
    }

    private static string? Runnable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return File.Exists(path) && (File.GetUnixFileMode(path) & Execute) != 0 ? path : null;
        }

        // No batch files: cmd.exe reads their arguments as text of its own, and would run what a job's id holds.
        var file = Path.HasExtension(path) ? path : path + ".exe";
        return File.Exists(file) && Path.GetExtension(file).ToUpperInvariant() is not (".BAT" or ".CMD") ? file : null;
    }
}
