using System.Globalization;
using System.Text.Json;
using Job.Hosting.Settings;

namespace Broker.Api.State;

/// <summary>The file that keeps the state: replaced as a whole, so that whoever reads it finds the old one or the new one, never half of one.</summary>
internal sealed class StateFile
{
    // Ten thousand workers are some 2 MiB. A file beyond this is something else's.
    private const int MostBytes = 32 * 1024 * 1024;

    private readonly string _path;
    private readonly string _folder;

    private StateFile(string path)
    {
        _path = path;
        _folder = System.IO.Path.GetDirectoryName(path) ?? "";
    }

    /// <summary>Whether there is a file at all; without one, nothing outlives the broker.</summary>
    public bool IsKept => _path.Length > 0;

    /// <summary>Its whole path; empty for none.</summary>
    public string Path => _path;

    /// <summary>Whether it was there at the start and could be used.</summary>
    public bool WasThere { get; private set; }

    /// <summary>What was read at the start; empty when there was nothing.</summary>
    public SavedState Saved { get; private set; } = new();

    /// <summary>Why what was there could not be used, and where it is now; null when it could, or nothing was there.</summary>
    public string? SetAside { get; private set; }

    /// <summary>Opens the file of the settings, reads it, and makes sure that it can be written.</summary>
    /// <exception cref="SettingsException">It cannot be read, or its folder cannot be written.</exception>
    public static StateFile Open(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return new StateFile("");
        }

        var file = new StateFile(System.IO.Path.GetFullPath(path));
        try
        {
            file.CheckFolder();
            file.Read();
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([new SettingFault(
                "Broker:StateFile",
                $"Broker:StateFile is '{path}'; it must be a file that this process may read, in a folder that is there and that it may write: {exception.Message}")]);
        }
    }

    /// <summary>Replaces the file. When it returns the new state is on the disk.</summary>
    /// <exception cref="IOException">It could not be written; the old one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Write(byte[] content)
    {
        var next = NextPath();
        using (var stream = new FileStream(next, Options()))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true); // or the new name could come to the disk before the content does
        }

        File.Move(next, _path, overwrite: true);
        FolderSync.Flush(_folder);
    }

    public static byte[] ToBytes(SavedState state) => JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.SavedState);

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        return options;
    }

    private string NextPath() => _path + ".next";

    // By doing it: rights, read-only mounts and full disks are told by nothing else. What a killed broker left half written goes with it.
    private void CheckFolder()
    {
        using (var probe = new FileStream(NextPath(), Options()))
        {
            probe.WriteByte((byte)'\n');
        }

        File.Delete(NextPath());
    }

    private void Read()
    {
        if (Directory.Exists(_path))
        {
            throw new IOException($"'{_path}' is a folder.");
        }

        if (!File.Exists(_path))
        {
            return;
        }

        try
        {
            Saved = Parse();
            WasThere = true;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            // The reader's own words, without its count of bytes and its path.
            var why = exception.Message.Split(" Path:")[0].TrimEnd('.');
            SetAside = $"The state file {_path} cannot be used ({why}); it was set aside as {MoveAside()}. What admin calls had changed is forgotten, and the broker starts as its settings say.";
        }
    }

    private SavedState Parse()
    {
        using var stream = File.OpenRead(_path);
        if (stream.Length > MostBytes)
        {
            throw new JsonException($"it has {stream.Length} bytes");
        }

        var state = JsonSerializer.Deserialize(stream, StateJson.Default.SavedState) ?? throw new JsonException("it says nothing");
        if (state.Version != SavedState.CurrentVersion)
        {
            throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"it is of version {state.Version}, and this broker knows {SavedState.CurrentVersion}"));
        }

        return SavedStateCheck.FaultOf(state) is { } fault ? throw new JsonException(fault) : state;
    }

    private string MoveAside()
    {
        var number = 0;
        string aside;
        do
        {
            aside = $"{_path}.broken{(number == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{number}"))}";
            number++;
        }
        while (System.IO.Path.Exists(aside));

        File.Move(_path, aside);
        return aside;
    }
}
