using System.Text.Json;
using Balancing.Simulation;
using Client.Cli.Tests.Stubs;

namespace Client.Cli.Tests.Commands;

public sealed class SimulateCommandTests
{
    [Fact]
    public async Task Simulate_WithoutDesigns_ShowsAllBelowTheFloor()
    {
        var run = await LbRun.OfAsync("simulate", "--jobs", "3000");

        Assert.Equal(0, run.ExitCode);
        var rows = run.OutputLines.Select(line => line.Trim()).ToArray();
        Assert.StartsWith("design", rows[0], StringComparison.Ordinal);
        Assert.StartsWith("no waiting", rows[1], StringComparison.Ordinal);
        Assert.Equal(Designs.Names, rows[2..].Select(row => row.Split(' ')[0]));
        Assert.Contains("3 workers x 8 slots (load 0.90)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_TheSameSeed_IsTheSameToTheLetter()
    {
        var first = await LbRun.OfAsync("simulate", "--jobs", "3000", "--seed", "5", "--bursts");
        var second = await LbRun.OfAsync("simulate", "--jobs", "3000", "--seed", "5", "--bursts");
        var other = await LbRun.OfAsync("simulate", "--jobs", "3000", "--seed", "6", "--bursts");

        Assert.Equal(first.Output, second.Output);
        Assert.NotEqual(first.Output, other.Output);
    }

    [Fact]
    public async Task Simulate_Json_IsOneObjectALine()
    {
        var run = await LbRun.OfAsync("simulate", "--jobs", "2000", "--rate", "400", "--design", "lb", "--design", "round-robin", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var lines = run.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["no waiting", "lb", "round-robin"], lines.Select(line => line.GetProperty("design").GetString()));
        Assert.Equal(1, lines[0].GetProperty("short").GetProperty("timesFloorP99").GetDouble());
        Assert.All(lines, line => Assert.Equal(2000, line.GetProperty("ended").GetInt32()));
        Assert.All(lines, line => Assert.InRange(line.GetProperty("jobsPerSecond").GetDouble(), 300, 500));
    }

    [Fact]
    public async Task Simulate_NoLongs_ShowsNoFigureForThem()
    {
        var run = await LbRun.OfAsync("simulate", "--jobs", "1000", "--long-share", "0", "--design", "lb", "--json");

        var line = JsonDocument.Parse(run.OutputLines[1]).RootElement;
        Assert.Equal(JsonValueKind.Null, line.GetProperty("long").GetProperty("timesFloorP99").ValueKind);
    }

    [Fact]
    public async Task Simulate_Start_AddsATable()
    {
        var run = await LbRun.OfAsync("simulate", "--jobs", "2000", "--design", "lb", "--start");

        Assert.Equal(2, run.OutputLines.Count(line => line.TrimStart().StartsWith("lb ", StringComparison.Ordinal)));
        Assert.Contains("The first 10 s alone:", run.OutputLines);
    }

    [Theory]
    [InlineData("simulate --design central-arival", "lb simulate: --design is 'central-arival'; it must be one of round-robin, least-requests, power-of-two, peak-ewma, prequal, least-requests+short-first-worker, central-arrival, central-short-first, lb; the nearest is central-arrival.")]
    [InlineData("simulate --load NaN", "lb simulate: --load is 'NaN'; it must be a number from 0.01 to 2.")]
    [InlineData("simulate --load 3", "lb simulate: --load is '3'; it must be a number from 0.01 to 2.")]
    [InlineData("simulate --rate 0", "lb simulate: --rate is '0'; it must be a number from 0.01 to 10000000.")]
    [InlineData("simulate --long-share 1.1", "lb simulate: --long-share is '1.1'; it must be a number from 0 to 1.")]
    [InlineData("simulate --jobs 1", "lb simulate: --jobs is '1'; it must be a whole number from 100 to 10000000.")]
    [InlineData("simulate --load 0.9 --rate 10", "lb: --load and --rate say the same in two ways; give one of them.")]
    [InlineData("simulate --lode 0.9", "lb simulate: --lode is not a flag of this command; the nearest is --load.")]
    public async Task Simulate_WrongUsage_IsOneLine(string line, string fault)
    {
        var run = await LbRun.OfAsync(line.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal(fault, run.ErrorLines[0]);
    }

    [Fact]
    public async Task Simulate_CtrlC_EndsIt()
    {
        var run = await new LbRun().RunUntilAsync(new CancellationToken(canceled: true), "simulate", "--jobs", "10000000");

        Assert.Equal((130, ""), (run.ExitCode, run.Output));
    }
}
