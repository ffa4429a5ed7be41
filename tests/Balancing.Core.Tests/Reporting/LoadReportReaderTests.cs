using System.Text;
using Balancing.Core.Reporting;

namespace Balancing.Core.Tests.Reporting;

public sealed class LoadReportReaderTests
{
    private static readonly LoadReport Ours = new(
        Slots: 8, InFlight: 3, Queued: 0, ShortTime: TimeSpan.FromMilliseconds(5.1), LongTime: TimeSpan.FromMilliseconds(200.4), Utilization: 0.38, PerSecond: 12.3);

    // Each as its maker writes it: the ORCA specification's examples, vLLM 0.11's orca_metrics.py (json.dumps, and ", " between pairs), Triton's HTTP server.
    public static TheoryData<string, LoadReport> Samples => new()
    {
        { """JSON {"application_utilization":0.38,"rps_fractional":12.3,"named_metrics":{"slots":8,"in_flight":3,"queued":0,"short_ms":5.1,"long_ms":200.4}}""", Ours },
        {
            "TEXT application_utilization=0.38,rps_fractional=12.3,named_metrics.slots=8,named_metrics.in_flight=3,named_metrics.queued=0,named_metrics.short_ms=5.1,named_metrics.long_ms=200.4",
            Ours
        },
        { """JSON {"applicationUtilization":0.38,"namedMetrics":{"slots":8}}""", new LoadReport(Slots: 8, Utilization: 0.38) },
        {
            "TEXT cpu_utilization=0.3, mem_utilization=0.8, rps_fractional=10.0, eps=1, named_metrics.custom_metric_util=0.4",
            new LoadReport(PerSecond: 10)
        },
        {
            """JSON {"cpu_utilization": 0.3, "mem_utilization": 0.8, "rps_fractional": 10.0, "eps": 1, "named_metrics": {"custom-metric-util": 0.4}}""",
            new LoadReport(PerSecond: 10)
        },
        { "TEXT named_metrics.slots:8,cpu_utilization:0.1", new LoadReport(Slots: 8) },
        { """JSON {"named_metrics": {"kv_cache_usage_perc": 0.42, "num_requests_waiting": 5.0}}""", new LoadReport(Queued: 5, Utilization: 0.42) },
        { "TEXT named_metrics.kv_cache_usage_perc=0.42, named_metrics.num_requests_waiting=5.0", new LoadReport(Queued: 5, Utilization: 0.42) },
        { """JSON {"named_metrics": {"kv_cache_utilization": 0.25, "max_token_capacity": 4096.0}}""", new LoadReport(Utilization: 0.25) },
        { "JSON {}", default },
        { "TEXT", default }, // vLLM with nothing to say
        { """JSON {"named_metrics":{"slots":8,"x":{"slots":[1,2,{"slots":3}]}},"slots":9,"utilization":{"slots":0.5}}""", new LoadReport(Slots: 8) },
        { """JSON {"named_metrics":{"sl\u006fts":8,"queued":null}}""", new LoadReport(Slots: 8) },
        { "TEXT named_metrics.slots = 1e1 ,, ", new LoadReport(Slots: 10) },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void ReadOrca_SamplesOfSeveralMakes_TellsWhatIsKnown(string text, LoadReport expected)
    {
        Assert.Null(LoadReportReader.ReadOrca(text, out var report));
        Assert.Equal(expected, report);
    }

    [Theory]
    [InlineData("", "it begins with neither JSON nor TEXT")]
    [InlineData("JSON", "it is not valid JSON")]
    [InlineData("JSON{}", "it begins with neither JSON nor TEXT")]
    [InlineData("8", "it begins with neither JSON nor TEXT")]
    [InlineData("BIN CZqZmZmZmbk/MQAAAAAAAABAQg4KA2ZvbxGamZmZmZm5P0IOCgNiYXIRmpmZmZmZyT8=", "the form BIN is not read here; send JSON or TEXT")]
    [InlineData("JSON ", "it is not valid JSON")]
    [InlineData("JSON {\"\\ud800\":1}", "it is not valid JSON")] // half of a surrogate pair
    [InlineData("JSON [8]", "it is not a JSON object")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":8}", "it is not valid JSON")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":8}} {}", "it is not valid JSON")]
    [InlineData("JSON {\"a\":[[[[[[[[[1]]]]]]]]]}", "it is not valid JSON")]
    [InlineData("JSON {\"named_metrics\":8}", "named_metrics is not an object")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":8,\"slots\":9}}", "slots is given twice")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":8},\"named_metrics\":{\"slots\":9}}", "slots is given twice")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":\"8\"}}", "slots is not a number")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":[8]}}", "slots is not a number")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":0}}", "slots is 0; it must be a whole number from 1 to 100000")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":-1}}", "slots is -1; it must be a whole number from 1 to 100000")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":1e9}}", "slots is 1000000000; it must be a whole number from 1 to 100000")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":1e999}}", "slots is Infinity; it must be a whole number from 1 to 100000")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":2.5}}", "slots is 2.5; it must be a whole number from 1 to 100000")]
    [InlineData("JSON {\"named_metrics\":{\"slots\":NaN}}", "it is not valid JSON")]
    [InlineData("TEXT named_metrics.slots=NaN", "slots is NaN; it must be a whole number from 1 to 100000")]
    [InlineData("TEXT named_metrics.slots=8,named_metrics.slots=8", "slots is given twice")]
    [InlineData("TEXT named_metrics.slots=many", "slots is not a number")]
    [InlineData("TEXT named_metrics.slots=", "slots is not a number")]
    [InlineData("TEXT named_metrics.queued=-3", "the number of waiting jobs is -3; it must be a whole number from 0 to 10000000")]
    [InlineData("TEXT named_metrics.short_ms=1e300", "the service time of a Short in ms is 1E+300; it must be a number from 0 to 86400000")]
    [InlineData("TEXT named_metrics.long_ms=-Infinity", "the service time of a Long in ms is -Infinity; it must be a number from 0 to 86400000")]
    [InlineData("TEXT busy", "a part of it is not name=value")]
    public void ReadOrca_WhatCannotBeTrue_IsAbsurdWithAReason(string text, string reason)
    {
        Assert.Equal(reason, LoadReportReader.ReadOrca(text, out var report));
        Assert.Equal(default, report);
    }

    [Fact]
    public void ReadOrca_TenMegabytes_IsAbsurdAtOnce()
    {
        var text = "JSON {\"x\":\"" + new string('y', 10 << 20) + "\"}";

        Assert.Equal("the report is longer than 4096 bytes", LoadReportReader.ReadOrca(text, out _));
        Assert.Equal("the report is longer than 4096 bytes", LoadReportReader.ReadLoad(Encoding.UTF8.GetBytes(text), out _));
    }

    [Theory]
    [InlineData("8", 8)]
    [InlineData(" 8 ", 8)]
    [InlineData("100000", 100_000)]
    public void ReadSlots_PlainNumber_IsTheSlots(string text, int slots)
    {
        Assert.Null(LoadReportReader.ReadSlots(text, out var report));
        Assert.Equal(new LoadReport(Slots: slots), report);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("NaN")]
    [InlineData("2.5")]
    [InlineData("8, 8")]
    [InlineData("eight")]
    public void ReadSlots_WhatCannotBeTrue_IsAbsurd(string text)
    {
        Assert.NotNull(LoadReportReader.ReadSlots(text, out var report));
        Assert.Equal(default, report);
    }

    public static TheoryData<string, LoadReport> LoadSamples => new()
    {
        { """{"slots":8,"inFlight":3,"queued":0}""", new LoadReport(8, 3, 0) },
        {
            """{"slots":8,"inFlight":8,"queued":2,"shortMs":5.12,"longMs":200.4}""",
            new LoadReport(8, 8, 2, TimeSpan.FromMilliseconds(5.12), TimeSpan.FromMilliseconds(200.4))
        },
        { """{"server_load":3}""", new LoadReport(InFlight: 3) }, // vLLM's /load, with --enable-server-load-tracking
        { """{"status":"ok"}""", default },
        { " {\"slots\" : 2 , \"inFlight\" : null}\n", new LoadReport(2) },
    };

    [Theory]
    [MemberData(nameof(LoadSamples))]
    public void ReadLoad_SamplesOfSeveralMakes_TellsWhatIsKnown(string json, LoadReport expected)
    {
        Assert.Null(LoadReportReader.ReadLoad(Encoding.UTF8.GetBytes(json), out var report));
        Assert.Equal(expected, report);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Not Found</html>")]
    [InlineData("8")]
    [InlineData("null")]
    [InlineData("{\"slots\":0}")]
    [InlineData("{\"slots\":8,\"slots\":8}")]
    [InlineData("{\"slots\":8}trailing")]
    public void ReadLoad_WhatCannotBeTrue_IsAbsurd(string json)
    {
        Assert.NotNull(LoadReportReader.ReadLoad(Encoding.UTF8.GetBytes(json), out var report));
        Assert.Equal(default, report);
    }

    [Fact]
    public void ReadOrca_RandomlyDamagedReports_NeverThrowsAndKeepsTheBounds()
    {
        var random = new Random(1);
        string[] samples = [.. Samples.Select(sample => sample.Data.Item1)];
        string[] spices = ["-", "9", "e", "{", "}", "\"", ",", "=", "NaN", "\\u00", "\0", "\ud800", "named_metrics.", "é", "]", "1e308"];
        for (var round = 0; round < 50_000; round++)
        {
            var text = samples[random.Next(samples.Length)];
            for (var damage = random.Next(1, 4); damage > 0; damage--)
            {
                var at = random.Next(text.Length + 1);
                text = random.Next(2) == 0
                    ? text.Insert(at, spices[random.Next(spices.Length)])
                    : text.Remove(at, Math.Min(random.Next(4), text.Length - at));
            }

            var fault = LoadReportReader.ReadOrca(text, out var report);
            Assert.True(fault is null || report == default, text);
            Assert.True(report.Slots is null or (>= 1 and <= 100_000) && report.InFlight is null or >= 0 && report.Queued is null or >= 0, text);
            Assert.True(fault is null || fault.Length < 200 && !fault.AsSpan().ContainsAny('\n', '\0'), text);
        }
    }

    [Fact]
    public void ToOrca_EveryReport_IsReadBackAsItWas()
    {
        var random = new Random(1);
        for (var round = 0; round < 1000; round++)
        {
            var report = new LoadReport(
                Maybe(random, random.Next(1, 100_001)), Maybe(random, random.Next(1000)), Maybe(random, random.Next(1000)),
                Maybe(random, TimeSpan.FromMilliseconds(random.Next(100_000) / 100.0)), Maybe(random, TimeSpan.FromMilliseconds(random.Next(100_000) / 100.0)),
                Maybe(random, random.Next(1000) / 100.0), Maybe(random, random.Next(1000) / 100.0));

            var text = LoadReportWriter.ToOrca(report);

            Assert.Null(LoadReportReader.ReadOrca(text, out var back));
            Assert.Equal(report, back);
            Assert.All(text, letter => Assert.InRange(letter, ' ', '~'));
        }
    }

    private static T? Maybe<T>(Random random, T value) where T : struct => random.Next(3) == 0 ? null : value;
}
