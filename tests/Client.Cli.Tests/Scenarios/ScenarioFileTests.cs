using Balancing.Core.Queueing;
using Balancing.Simulation;
using Client.Cli.Scenarios;

namespace Client.Cli.Tests.Scenarios;

public sealed class ScenarioFileTests
{
    private const string Everything = """
        load: 0.8
        jobs: 5000
        seed: 3
        warmUp: 0.2
        longShare: 0.2
        applications: 7
        short: { mean: 4ms, spread: lognormal, sigma: 1.5 }
        long: { mean: 0.1, spread: pareto, shape: 1.2, most: 50 }
        bursts: { height: 1.4, phase: 500ms }
        groups:
        - name: calm
          applications: 3
          weight: 2
          longShare: 0.3
          wrongLabels: 0.1
          deadline: 1s
        - { name: flood, load: 5, longShare: 0, labelled: false }
        phases:
        - { from: 10s, to: 00:00:20, longShare: 0.4, load: 0.7 }
        - { from: 20, to: 30, times: 0.5 }
        cluster:
          workers: 5
          slots: 2
          brokers: 2
          speeds: [1, 0.5]
          network: 1ms
          networkScatter: 100us
          timerStep: 1ms
          outages:
          - { worker: 5, from: 1s, to: 2s }
          - { worker: 1, from: 0 }
        designs:
        - lb
        - name: mine
          like: central-arrival
          policy: round-robin
          waits: worker
          workerOrder: short-first
          order: shortest-expected
          reservation: computed
          fairness: application
          prefetch: 2
          longShare: 0.2
          overload: adaptive
          maxQueue: 50
        """;

    [Fact]
    public void Parse_AFileOfEverything_IsUnderstoodToTheLastField()
    {
        var scenario = ScenarioFile.Parse(Everything, "f.yaml");

        var work = scenario.Settled();
        Assert.Equal((5000, 3, 0.2, 0.2, 7), (work.Jobs, work.Seed, work.WarmUp, work.LongShare, work.Applications));
        Assert.Equal((4.0, Spread.Lognormal(1.5)), (work.ShortMean.TotalMilliseconds, work.ShortSpread));
        Assert.Equal((100.0, Spread.Pareto(1.2, 50)), (work.LongMean.TotalMilliseconds, work.LongSpread));
        Assert.Equal(new Bursts { Height = 1.4, Phase = TimeSpan.FromSeconds(0.5) }, work.Bursts);
        Assert.Equal(
            new ApplicationGroup("calm") { Applications = 3, Weight = 2, LongShare = 0.3, WrongLabels = 0.1, Deadline = TimeSpan.FromSeconds(1) },
            work.Groups[0]);
        Assert.Equal(new ApplicationGroup("flood") { Rate = 5 * 9 / 0.004, LongShare = 0, IsUnlabelled = true }, work.Groups[1]);
        Assert.Equal(0.8 * 9, work.Rate * ((0.7 * 0.004) + (0.3 * 0.1)), 9); // the calm group's mix is all that the rate has
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), 0.4), (work.Phases[0].From, work.Phases[0].To, work.Phases[0].LongShare));
        Assert.Equal(0.5, work.Phases[1].RateFactor);
        var cluster = scenario.Cluster;
        Assert.Equal((5, 2, 2), (cluster.Workers, cluster.Slots, cluster.Brokers));
        Assert.Equal([1, 0.5], cluster.Speeds);
        Assert.Equal((1.0, 0.1, 1.0), (cluster.Network.TotalMilliseconds, cluster.NetworkScatter.TotalMilliseconds, cluster.TimerStep.TotalMilliseconds));
        Assert.Equal([new Outage(4, TimeSpan.FromSeconds(1)) { To = TimeSpan.FromSeconds(2) }, new Outage(0, TimeSpan.Zero)], cluster.Outages);
        Assert.Equal(["lb", "mine"], scenario.Designs.Select(design => design.Name));
        Assert.Equal(
            new Design("mine")
            {
                Policy = "round-robin",
                WaitsInBroker = false,
                WorkerOrder = WorkerOrder.ShortFirst,
                Settings = new DispatchSettings
                {
                    Order = QueueOrder.ShortestExpected,
                    Reservation = ReservationRule.Computed,
                    Fairness = Fairness.Application,
                    Prefetch = 2,
                    LongShare = 0.2,
                    Overload = OverloadRule.Adaptive,
                    MaxQueue = 50,
                    MaxQueueBytes = long.MaxValue,
                },
            },
            scenario.Designs[1]);
    }

    [Fact]
    public void Parse_TheSameAsJson_IsTheSame()
    {
        const string json = "{\n\t\"rate\": 100,\n\t\"cluster\": { \"workers\": 2, \"speeds\": [1, 0.5] },\n\t\"designs\": [\"lb\"]\n}";
        const string yaml = "rate: 100\ncluster: { workers: 2, speeds: [1, 0.5] }\ndesigns: [lb]";

        Assert.Equivalent(ScenarioFile.Parse(yaml, "f"), ScenarioFile.Parse(json, "f"), strict: true);
    }

    [Fact]
    public void Parse_ManyFaults_AreAllSaidAtOnceWithTheirLines()
    {
        const string text = """
            load: 3
            jobs: many
            longshare: 0.2
            short: { mean: 0, sigma: 1, spread: constant }
            groups:
            - { weight: 1, load: 2, labelled: maybe }
            - calm
            phases:
            - { from: 10s, to: 5s }
            cluster:
              workers: 2
              speeds: [1, 0, 1]
              outages: [ { worker: 3, from: 0 }, { from: 1s } ]
            designs:
            - central-arival
            - { name: lb, like: lb, order: fastest }
            - lb
            """;

        var fault = Assert.Throws<ScenarioException>(() => ScenarioFile.Parse(text, "f.yaml"));

        Assert.Equal(
            [
                "f.yaml:1: load is '3'; it must be a number from 0.01 to 2.",
                "f.yaml:2: jobs is 'many'; it must be a whole number from 100 to 10000000.",
                "f.yaml:3: longshare is not known; the nearest is longShare.",
                "f.yaml:4: short.mean is '0'; it must be seconds, such as 30 or 0.5, with a unit, such as 5ms or 200us, or as 00:01:30; more than 0, at most a day.",
                "f.yaml:4: short: sigma belongs to spread: lognormal, shape and most to spread: pareto.",
                "f.yaml:6: groups[0]: a group needs a name.",
                "f.yaml:6: groups[0].labelled is 'maybe'; it must be true or false.",
                "f.yaml:6: groups[0]: weight is a part of the workload's rate, load and rate are the group's own; give one of them.",
                "f.yaml:7: groups[1] must be a mapping.",
                "f.yaml:9: phases[0]: to must be later than from.",
                "f.yaml:11: cluster: speeds has 3 figures for 2 workers.",
                "f.yaml:11: cluster: cluster.speeds[1] is '0'; it must be a number from 0.001 to 1000, 1 for the usual speed.",
                "f.yaml:13: cluster.outages[0].worker is '3'; it must be a whole number from 1 to 2.",
                "f.yaml:13: cluster.outages[1]: an outage needs worker and from.",
                "f.yaml:15: designs[0] is 'central-arival'; it must be one of " + string.Join(", ", Designs.Names) + "; the nearest is central-arrival.",
                "f.yaml:16: designs[1].order is 'fastest'; it must be one of arrival, short-first, shortest-expected.",
                "f.yaml:17: designs[2]: there is already a design of the name 'lb'.",
            ],
            fault.Faults);
    }

    [Theory]
    [InlineData("", "f:1: must hold one mapping, such as 'load: 0.9' and further lines like it.")]
    [InlineData("- 1", "f:1: must hold one mapping, such as 'load: 0.9' and further lines like it.")]
    [InlineData("a: 1\n---\nb: 2", "f:1: must hold one mapping, such as 'load: 0.9' and further lines like it.")]
    [InlineData("jobs: 1000\njobs: 2000", "f:2: is no YAML and no JSON: ")]
    [InlineData("load: [0.5", "f:2: is no YAML and no JSON: ")]
    [InlineData("load: &a 0.5\nrate: *a", "f:2: *a is an alias; write the value out.")]
    [InlineData("load: 0.5\nrate: 5", "f:1: load and rate say the same in two ways; give one of them.")]
    [InlineData("load: .nan", "f:1: load is '.nan'; it must be a number from 0.01 to 2.")]
    [InlineData("load: NaN", "f:1: load is 'NaN'; it must be a number from 0.01 to 2.")]
    [InlineData("load:", "f:1: load is ''; it must be a number from 0.01 to 2.")]
    [InlineData("load: { a: 1 }", "f:1: load must be a number from 0.01 to 2.")]
    [InlineData("? [1]\n: 2", "f:1:  is not known; known here: ")]
    [InlineData("phases: [{ from: 0, to: 2s }, { from: 1s, to: 3s }]", "f:1: phases overlap: one lasts until 2 s, another begins at 1 s.")]
    [InlineData("short: { shape: 1 }", "f:1: short: shape is '1'; it must be another number from 0.1 to 10, such as 1.01.")]
    [InlineData("groups: 5", "f:1: groups must be a list.")]
    [InlineData("cluster: 5", "f:1: cluster must be a mapping.")]
    public void Parse_AFaultyText_IsOneClearLine(string text, string fault)
        => Assert.StartsWith(fault, Assert.Single(Assert.Throws<ScenarioException>(() => ScenarioFile.Parse(text, "f")).Faults), StringComparison.Ordinal);

    [Fact]
    public void Parse_BracketsWithoutEnd_DoNotEndTheProcess()
    {
        var fault = Assert.Throws<ScenarioException>(() => ScenarioFile.Parse(new string('[', 500_000), "f"));

        Assert.Equal(["f:1: lies deeper than 16 levels."], fault.Faults);
    }

    [Fact]
    public void Parse_AFileOfAnotherKind_IsNotListedToItsEnd()
    {
        var text = string.Join('\n', Enumerable.Range(0, 1_000).Select(line => $"key{line}: 1"));

        var faults = Assert.Throws<ScenarioException>(() => ScenarioFile.Parse(text, "f")).Faults;

        Assert.Equal(21, faults.Count);
        Assert.Equal("f: and 980 more.", faults[^1]);
    }

    [Fact]
    public void Read_NoSuchFile_SaysSo()
        => Assert.StartsWith("/no/such/file cannot be read: ", Assert.Throws<ScenarioException>(() => ScenarioFile.Read("/no/such/file")).Faults[0], StringComparison.Ordinal);
}
