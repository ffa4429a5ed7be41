using Client.Cli.Output;
using Microsoft.Extensions.Time.Testing;

namespace Client.Cli.Tests.Output;

public sealed class ProgressTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _error = new();

    [Fact]
    public void CountOne_InTheFirstTwoSeconds_SaysNothing()
    {
        using var progress = new Progress(Terminal(true), 10, _time);

        progress.CountOne();
        _time.Advance(TimeSpan.FromSeconds(1.9));

        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void CountOne_AfterTwoSeconds_ShowsHowFarItIs()
    {
        using var progress = new Progress(Terminal(true), 10, _time);

        progress.CountOne();
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("\r1 of 10 jobs done", _error.ToString());
    }

    [Fact]
    public void CountOne_NoTerminal_NeverSaysAnything()
    {
        using var progress = new Progress(Terminal(false), 10, _time);

        progress.CountOne();
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void Clear_ALineIsShown_BlanksItForTheNext()
    {
        using var progress = new Progress(Terminal(true), 10, _time);
        _time.Advance(TimeSpan.FromSeconds(2));

        progress.Clear();

        Assert.EndsWith("\r" + new string(' ', "0 of 10 jobs done".Length) + "\r", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_TimeGoesOn_SaysNoMore()
    {
        var progress = new Progress(Terminal(true), 10, _time);
        _time.Advance(TimeSpan.FromSeconds(2));

        progress.Dispose();
        var last = _error.ToString();
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(last, _error.ToString());
    }

    public void Dispose() => _error.Dispose();

    private Terminal Terminal(bool isTerminal) => new(TextWriter.Null, _error, () => Stream.Null) { ErrorIsTerminal = isTerminal };
}
