using Client.Cli.Output;
using Spectre.Console;

namespace Client.Cli.Tests.Output;

public sealed class TablesTests
{
    [Theory]
    [InlineData(80, true)]
    [InlineData(30, false)]
    [InlineData(10, false)]
    public void Write_AnyWidth_BreaksNoWordAndHasAFrameWhereItFits(int width, bool framed)
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, TextWriter.Null, () => Stream.Null) { OutputIsTerminal = true, Width = width };
        var table = Tables.New(terminal, "worker", "address", "state");
        table.AddRow("1", "http://127.0.0.1:8081/", "unhealthy");

        Tables.Write(terminal, table);

        var row = Assert.Single(output.ToString().Split('\n'), line => line.Contains("127.0.0.1", StringComparison.Ordinal));
        Assert.Contains("http://127.0.0.1:8081/", row, StringComparison.Ordinal);
        Assert.Contains("unhealthy", row, StringComparison.Ordinal);
        Assert.Equal(framed, output.ToString().Contains('│', StringComparison.Ordinal));
    }
}
