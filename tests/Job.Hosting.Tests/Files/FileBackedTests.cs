using System.Text;
using Job.Hosting.Files;
using Microsoft.Extensions.Time.Testing;

namespace Job.Hosting.Tests.Files;

/// <summary>When a file is read anew; time is stepped by hand.</summary>
public sealed class FileBackedTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lb-files-");
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Value_FileChanged_IsTheNewOneASecondLater()
    {
        var file = Write("a", "first");
        var backed = Open(file);

        Write("a", "second");

        Assert.Equal("first", backed.Value);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("second", backed.Value);
        Assert.Equal(["changed to second"], _said);
    }

    [Fact]
    public void Value_FileCannotBeRead_StaysAndIsSaidOnce()
    {
        var file = Write("a", "first");
        var backed = Open(file);
        File.Delete(file);

        for (var look = 0; look < 3; look++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("first", backed.Value);
        }

        Assert.StartsWith("failed: ", Assert.Single(_said), StringComparison.Ordinal);
        Write("a", "third");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("third", backed.Value);
    }

    // As Kubernetes does with secrets: the path is a link by way of a folder's link, and that is swapped; the new file's time may be the earlier one.
    [Fact]
    public void Value_FolderBehindALinkSwapped_IsTheNewOne()
    {
        var (old, later) = (_folder.CreateSubdirectory("1"), _folder.CreateSubdirectory("2"));
        File.WriteAllText(Path.Combine(old.FullName, "key"), "first");
        File.WriteAllText(Path.Combine(later.FullName, "key"), "second");
        File.SetLastWriteTimeUtc(Path.Combine(later.FullName, "key"), DateTime.UtcNow.AddDays(-1));
        var data = Path.Combine(_folder.FullName, "data");
        Directory.CreateSymbolicLink(data, old.FullName);
        var link = Path.Combine(_folder.FullName, "key");
        File.CreateSymbolicLink(link, Path.Combine(data, "key"));
        var backed = Open(link);

        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, later.FullName);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("second", backed.Value);
    }

    private FileBacked<string> Open(string file) => new([file], contents => Encoding.UTF8.GetString(contents[0]), _time)
    {
        Changed = value => _said.Add("changed to " + value),
        Failed = fault => _said.Add("failed: " + fault),
    };

    private string Write(string name, string content)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, content);
        return file;
    }
}
