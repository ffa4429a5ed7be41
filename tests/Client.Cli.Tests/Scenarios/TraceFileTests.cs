using Balancing.Core.Queueing;
using Balancing.Simulation;
using Client.Cli.Scenarios;

namespace Client.Cli.Tests.Scenarios;

public sealed class TraceFileTests
{
    [Fact]
    public void Parse_SecondsAndTimes_AreJobs()
    {
        string[] lines =
        [
            """{"at":0.5,"applicationId":"App1","type":"Long","durationMs":200.5,"worker":"1"}""",
            "",
            """{"at":0,"applicationId":"App2","type":"short","durationMs":0}""",
        ];

        var work = TraceFile.Replay(Parse(lines));

        Assert.Equal(
            [
                new RecordedJob(TimeSpan.Zero, "App2", JobClass.Short, TimeSpan.Zero),
                new RecordedJob(TimeSpan.FromSeconds(0.5), "App1", JobClass.Long, TimeSpan.FromMilliseconds(200.5)),
            ],
            work.Recorded!);
        Assert.Equal((2, 0.5, 0.0), (work.Jobs, work.LongShare, work.WarmUp));
    }

    [Fact]
    public void Parse_TimesOfTheClock_BeginWithTheFirst()
    {
        string[] lines =
        [
            """{"at":"2026-01-31T12:00:01.25Z","applicationId":"App1","type":"Long","durationMs":1}""",
            """{"at":"2026-01-31T13:00:01+01:00","applicationId":"App1","type":"Long","durationMs":1}""",
        ];

        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(0.25)], TraceFile.Replay(Parse(lines)).Recorded!.Select(job => job.At));
    }

    [Fact]
    public void Parse_FaultyLines_AreEachNamed()
    {
        string[] lines =
        [
            "App1:Long",
            "[]",
            """{"at":-1,"applicationId":"A","type":"Long","durationMs":1}""",
            """{"at":1,"applicationId":5,"type":"Long","durationMs":1}""",
            """{"at":1,"applicationId":"A","type":"Medium","durationMs":1}""",
            """{"at":1,"applicationId":"A","type":"Long","durationMs":1e300}""",
            """{"at":1,"applicationId":"A","type":"Long","durationMs":1}""",
        ];
        var faults = new ScenarioFaults("log");
        TraceFile.Parse(lines, faults);

        Assert.Equal(
            [
                "log:1: is no JSON object; a line is such as {\"at\":0.25,\"applicationId\":\"App1\",\"type\":\"Short\",\"durationMs\":4.8}.",
                "log:2: must be a JSON object.",
                "log:3: at must be seconds, 0 or more, or a time such as \"2026-01-31T12:00:00.5Z\".",
                "log:4: applicationId must be a text.",
                "log:5: type must be Long or Short.",
                "log:6: durationMs must be milliseconds, 0 to a day.",
            ],
            Assert.Throws<ScenarioException>(faults.ThrowIfAny).Faults);
    }

    private static List<RecordedJob> Parse(string[] lines) => TraceFile.Parse(lines, new ScenarioFaults("log"));
}
