using System.Text;
using Broker.Api.State;
using Job.Hosting.Settings;

namespace Broker.Api.Tests.State;

/// <summary>The file as such: whole or not at all, and never a reason not to start.</summary>
public sealed class StateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("state").FullName;

    private string FilePath => Path.Combine(_folder, "state.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_ThenOpen_IsWhatWasWritten()
    {
        var state = new SavedState
        {
            Policies = new Dictionary<string, SavedChoice> { ["workers"] = new("least-requests", "round-robin") },
            Dispatch = new Dictionary<string, SavedRules>
            {
                ["workers"] = new(new Dictionary<string, string> { ["slots"] = "4" }, new Dictionary<string, string> { ["slots"] = "reported" }),
            },
            Drained = [new SavedName("workers", "2")],
            Workers =
            [
                new SavedWorker("workers", "4", "http://a/", 7, 8, 2, new Dictionary<string, string> { ["zone"] = "a" }, TimeSpan.FromSeconds(10)),
                new SavedWorker("workers", "5", "http://b/", 0),
            ],
        };
        var file = StateFile.Open(FilePath);
        Assert.Equal((true, false), (file.IsKept, file.WasThere));

        file.Write(StateFile.ToBytes(state));

        var read = StateFile.Open(FilePath);
        Assert.Equal((true, null), (read.WasThere, read.SetAside));
        Assert.Equal(Text(state), Text(read.Saved));
        Assert.Equal(["state.json"], Names());
    }

    [Fact]
    public void Open_NoPath_KeepsNothing()
        => Assert.Equal((false, false), (StateFile.Open(null).IsKept, StateFile.Open("").WasThere));

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"version\":1,\"polic")]
    [InlineData("{\"version\":2}")]
    [InlineData("{\"version\":1,\"version\":1}")]
    [InlineData("{\"policies\":{\"workers\":{\"is\":\"fastest\",\"over\":\"round-robin\"}}}")]
    [InlineData("{\"policies\":{\"workers\":{\"is\":\"random\"}}}")]
    [InlineData("{\"policies\":{\"workers\":null}}")]
    [InlineData("{\"dispatch\":{\"workers\":{\"are\":{\"slots\":\"none\"},\"over\":{}}}}")]
    [InlineData("{\"dispatch\":{\"workers\":{\"are\":{\"slot\":\"4\"},\"over\":{}}}}")]
    [InlineData("{\"drained\":[null]}")]
    [InlineData("{\"drained\":null}")]
    [InlineData("{\"workers\":[{\"cluster\":\"workers\",\"id\":\"4\",\"address\":\"nowhere\",\"epoch\":0}]}")]
    [InlineData("{\"workers\":[{\"cluster\":\"workers\",\"id\":\"a b\",\"address\":\"http://a/\",\"epoch\":0}]}")]
    [InlineData("{\"workers\":[{\"cluster\":\"workers\",\"id\":\"4\",\"address\":\"http://a/\",\"epoch\":0,\"lease\":\"-00:00:01\"}]}")]
    public void Open_WhatNoBrokerHasWritten_IsSetAsideAsItIs(string content)
    {
        File.WriteAllText(FilePath, content);

        var file = StateFile.Open(FilePath);

        Assert.False(file.WasThere);
        Assert.Empty(file.Saved.Policies);
        Assert.Contains("was set aside as", file.SetAside, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', file.SetAside!);
        Assert.Equal(["state.json.broken"], Names());
        Assert.Equal(content, File.ReadAllText(FilePath + ".broken"));
    }

    [Fact]
    public void Open_BrokenAgain_LeavesTheFirstAsItWas()
    {
        foreach (var content in new[] { "first", "second", "third" })
        {
            File.WriteAllText(FilePath, content);
            StateFile.Open(FilePath);
        }

        Assert.Equal(["state.json.broken", "state.json.broken-1", "state.json.broken-2"], Names());
        Assert.Equal("first", File.ReadAllText(FilePath + ".broken"));
    }

    [Fact]
    public void Open_CutOffAtAnyByte_IsTheOldStateOrSetAsideAndNeverHalf()
    {
        var whole = StateFile.ToBytes(new SavedState { Drained = [new SavedName("workers", "1"), new SavedName("workers", "2")] });
        for (var length = 0; length < whole.Length; length++)
        {
            // Never left by our own writing, which renames; but by copies, and by disks.
            File.WriteAllBytes(FilePath, whole[..length]);
            var file = StateFile.Open(FilePath);

            Assert.True(file.SetAside is not null && file.Saved.Drained.Count == 0, $"{length} of {whole.Length} bytes: {Encoding.UTF8.GetString(whole[..length])}");
            File.Delete(FilePath + ".broken");
        }
    }

    [Fact]
    public void Open_KilledWhileItWrote_IsTheOldState()
    {
        StateFile.Open(FilePath).Write(StateFile.ToBytes(new SavedState { Drained = [new SavedName("workers", "1")] }));
        File.WriteAllText(FilePath + ".next", "{\"version\":1,\"drai");

        var file = StateFile.Open(FilePath);

        Assert.Equal((true, null), (file.WasThere, file.SetAside));
        Assert.Single(file.Saved.Drained);
        Assert.Equal(["state.json"], Names());
    }

    [Theory]
    [InlineData("/dev/null/state.json")]
    [InlineData("no-such-folder/state.json")]
    [InlineData("")]
    public void Open_WhereNothingCanBeWritten_IsAFaultOfTheSetting(string name)
    {
        var path = name.Length == 0 ? _folder : Path.Combine(_folder, name);

        var fault = Assert.Single(Assert.Throws<SettingsException>(() => StateFile.Open(path)).Faults);

        Assert.Equal("Broker:StateFile", fault.Key);
        Assert.StartsWith($"Broker:StateFile is '{path}'; it must be ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FolderGone_ThrowsWhatItsOwnerExpects()
    {
        var inner = Path.Combine(_folder, "inner");
        Directory.CreateDirectory(inner);
        var file = StateFile.Open(Path.Combine(inner, "state.json"));
        Directory.Delete(inner);

        Assert.ThrowsAny<IOException>(() => file.Write([1]));
    }

    private static string Text(SavedState state) => Encoding.UTF8.GetString(StateFile.ToBytes(state));

    private string[] Names() => [.. Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
