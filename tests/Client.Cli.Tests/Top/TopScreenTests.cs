using Client.Cli.Brokers;
using Client.Cli.Top;

namespace Client.Cli.Tests.Top;

/// <summary>What stands on the screen, as text.</summary>
public sealed class TopScreenTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 3, 2, 1, TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 5, 4, 3, 2, 1)));

    [Fact]
    public void Draw_AWindowOf80x24_ShowsAllOfIt()
    {
        string[] expected =
        [
            "LoadBalancer http://localhost:8080  up 01:02:03  03:02:01",
            "132 jobs/s  slots 12/24 busy  forwarded 1000  retried 2  refused 3  failed 4",
            "Short p50 38 ms p99 231 ms   Long p50 1.0 s p99 1.7 s   (last 5 minutes)",
            "cluster workers  least-requests  2 of 3 workers open",
            "waiting: 2 Short (the next for 3.0 ms), 5 Long (the next for 120 ms)  held ba...",
            "1            open           10/8 SSSSSLLL++",
            "2            open            4/8 SLLL..hh",
            "3            ejected         0/8 ........  it could not be connected to",
            "S Short  L Long  . free  h held back  + sent ahead",
            "",
            "last decisions",
            "03:02:00.500 App1         Short went to 1, which held the fewest jobs",
            "q quits. lb explain says more of the decisions, the dashboard of all.",
        ];

        Assert.Equal(expected, Draw(Snapshot(), 80, 24));
    }

    [Theory]
    [InlineData(40, 10)]
    [InlineData(80, 24)]
    [InlineData(60, 15)]
    [InlineData(200, 60)]
    [InlineData(39, 24)]
    [InlineData(80, 9)]
    [InlineData(1, 1)]
    public void Draw_AnyWindowAndNumberOfWorkers_FitsIntoIt(int width, int height)
    {
        foreach (var workers in new[] { 0, 1, 3, 40, 1000 })
        {
            var lines = Draw(Many(workers), width, height);

            Assert.InRange(lines.Count, 1, height);
            Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        }
    }

    [Fact]
    public void Draw_AThousandWorkers_BeginsWithThoseThatWantALook()
    {
        var lines = Draw(Many(1000), 80, 24);

        Assert.Contains(lines, line => line.StartsWith("w501         unhealthy", StringComparison.Ordinal));
        var others = Assert.Single(lines, line => line.StartsWith("and ", StringComparison.Ordinal));
        Assert.Matches("^and 98[0-9] more: 98[0-9] open; [0-9]+ of [0-9]+ slots busy$", others);
    }

    [Fact]
    public void Draw_Stale_SaysSoInTheSecondLine()
    {
        var lines = TopScreen.Draw(Snapshot(), "http://localhost:8080", "STALE since 3 s, connecting again: it ended the stream", 80, 24);

        Assert.Equal("STALE since 3 s, connecting again: it ended the stream", lines[1].ToString());
    }

    [Fact]
    public void Draw_NamesWithControlAndWideCharacters_KeepTheColumns()
    {
        var snapshot = Snapshot();
        var worker = snapshot.Clusters[0].Workers[0] with { Id = "\u001b[2J負荷分散負荷分散" };
        var lines = Draw(snapshot with { Clusters = [snapshot.Clusters[0] with { Workers = [worker] }] }, 80, 24);

        var row = Assert.Single(lines, line => line.Contains("open      ", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', row);
        Assert.StartsWith("\\u001b[2J", row, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_TwoClusters_EachHasItsLines()
    {
        var one = Snapshot().Clusters[0];
        var lines = Draw(Snapshot() with { Clusters = [one, one with { Id = "others", Workers = [.. Many(50).Clusters[0].Workers] }] }, 100, 30);

        Assert.Contains(lines, line => line.StartsWith("cluster workers", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("cluster others", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("and ", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Draw(TopSnapshot snapshot, int width, int height)
        => [.. TopScreen.Draw(snapshot, "http://localhost:8080", null, width, height).Select(line => line.ToString())];

    private static TopSnapshot Snapshot() => new(
        Now,
        Now - new TimeSpan(1, 2, 3),
        132,
        new LatencyNow(900, 38, 231),
        new LatencyNow(100, 1012, 1700),
        new CountsNow(1000, 4, 2, 3),
        [
            new TopCluster(
                "workers",
                "least-requests",
                new QueueNow(2, 5, 3, 120, 16, 6, 6, 8, 7),
                [
                    new TopWorker("1", "http://localhost:8081/", "open", 10, 5, 3, 8, null),
                    new TopWorker("2", "http://localhost:8082/", "open", 4, 1, 3, 8, null),
                    new TopWorker("3", "http://localhost:8083/", "ejected", 0, 0, 0, 8, "it could not be connected to"),
                ]),
        ],
        [new DecisionState(Now - TimeSpan.FromMilliseconds(500), "App1", "Short", "1", 0.1, 5, 5.2, "went to 1, which held the fewest jobs", [])]);

    private static TopSnapshot Many(int workers) => Snapshot() with
    {
        Clusters =
        [
            Snapshot().Clusters[0] with
            {
                Workers =
                [
                    .. Enumerable.Range(1, workers).Select(number => new TopWorker(
                        $"w{number}", $"http://w{number}/", number == 501 ? "unhealthy" : "open", number % 9, number % 5, number % 4, 8, number == 501 ? "it does not answer its health checks" : null)),
                ],
            },
        ],
    };
}
