using System.Collections.Concurrent;
using Job.Hosting.Settings;
using Job.Hosting.Tests.Hosts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;

namespace Job.Hosting.Tests.Settings;

public sealed class KeepingJsonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("keeping-json-").FullName;
    private readonly ConcurrentQueue<string> _refused = new();

    private string FilePath => Path.Combine(_folder, "appsettings.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reload_ChangedFile_IsTaken()
    {
        using var configuration = Open("""{"A":{"B":"old"}}""");
        File.WriteAllText(FilePath, """{"A":{"B":"new"}}""");

        await Wait.UntilAsync(() => configuration["A:B"] == "new", "the new value");
    }

    [Fact]
    public async Task Reload_FileReplacedByRename_IsTaken()
    {
        using var configuration = Open("""{"A":"old"}""");
        Replace("""{"A":"new"}""");

        await Wait.UntilAsync(() => configuration["A"] == "new", "the new value");
        Assert.Empty(_refused);
    }

    [Fact]
    public async Task Reload_LinkTurnedToAnotherFile_IsTaken()
    {
        var (first, second) = (Path.Combine(_folder, "1.json"), Path.Combine(_folder, "2.json"));
        File.WriteAllText(first, """{"A":"old"}""");
        File.WriteAllText(second, """{"A":"new"}""");
        File.CreateSymbolicLink(FilePath, first);
        using var configuration = Open();
        File.CreateSymbolicLink(FilePath + ".tmp", second);
        File.Move(FilePath + ".tmp", FilePath, overwrite: true);

        await Wait.UntilAsync(() => configuration["A"] == "new", "the new value");
    }

    [Fact]
    public async Task Reload_InvalidFile_KeepsTheOldAndSaysWhyOnce()
    {
        using var configuration = Open("""{"A":"old"}""");
        var reloads = 0;
        using var subscription = ((IConfigurationRoot)configuration).GetReloadToken().RegisterChangeCallback(_ => reloads++, null);

        Replace("{\n  \"A\": oops\n}");
        await Wait.UntilAsync(() => !_refused.IsEmpty, "a report");
        await LookSeveralTimesAsync();

        Assert.Equal("old", configuration["A"]);
        Assert.Equal(0, reloads);
        var report = Assert.Single(_refused);
        Assert.StartsWith($"The file {FilePath} is not valid JSON at line 2, position 8: ", report, StringComparison.Ordinal);
        Assert.EndsWith("The settings before this change stay in force.", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_ValidAgainAfterInvalid_IsTaken()
    {
        using var configuration = Open("""{"A":"old"}""");
        Replace("{");
        await Wait.UntilAsync(() => !_refused.IsEmpty, "a report");

        Replace("""{"A":"new"}""");

        await Wait.UntilAsync(() => configuration["A"] == "new", "the new value");
    }

    [Fact]
    public async Task Reload_FileGone_KeepsTheOldAndSaysSoOnce()
    {
        using var configuration = Open("""{"A":"old"}""");
        File.Delete(FilePath);
        await Wait.UntilAsync(() => !_refused.IsEmpty, "a report");
        await LookSeveralTimesAsync();

        Assert.Equal("old", configuration["A"]);
        Assert.Equal($"The file {FilePath} is gone; the settings read from it stay in force.", Assert.Single(_refused));
    }

    [Fact]
    public void Load_InvalidAtStart_IsASettingsFaultWithItsPlace()
    {
        var exception = Assert.Throws<SettingsException>(() => Open("{\n  \"A\": 1,,\n}"));

        Assert.StartsWith($"The file {FilePath} is not valid JSON at line 2, position 10: ", Assert.Single(exception.Faults).Message, StringComparison.Ordinal);
    }

    // A second file that changes later than the first and is polled by the same clock: once it is taken, the first was looked at again.
    private static async Task LookSeveralTimesAsync()
    {
        using var marker = new KeepingJsonTests();
        using var configuration = marker.Open("""{"A":"1"}""");
        foreach (var value in (string[])["2", "3"])
        {
            File.WriteAllText(marker.FilePath, $$"""{"A":"{{value}}"}""");
            await Wait.UntilAsync(() => configuration["A"] == value, "the marker");
        }
    }

    // As editors do it: nobody ever reads half a file.
    private void Replace(string content)
    {
        File.WriteAllText(FilePath + ".tmp", content);
        File.Move(FilePath + ".tmp", FilePath, overwrite: true);
    }

    private ConfigurationManager Open(string? content = null)
    {
        if (content is not null)
        {
            File.WriteAllText(FilePath, content);
        }

        var configuration = new ConfigurationManager();
        ((IConfigurationBuilder)configuration).Add(new KeepingJsonConfigurationSource
        {
            FileProvider = new PhysicalFileProvider(_folder),
            Path = "appsettings.json",
            ReloadOnChange = true,
            ReloadDelay = 5,
            PollInterval = TimeSpan.FromMilliseconds(20),
            OnRefused = _refused.Enqueue,
        });
        return configuration;
    }
}
