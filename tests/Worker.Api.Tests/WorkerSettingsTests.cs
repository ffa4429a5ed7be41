using Job.Hosting.Settings;
using Microsoft.Extensions.Configuration;
using Worker.Api.Jobs;

namespace Worker.Api.Tests;

public class WorkerSettingsTests
{
    [Fact]
    public void Catalog_NothingSet_IsTheContractsTable()
    {
        var options = Read();
        Assert.Equal((3, 1, 8081), (options.Count, options.FirstId, options.FirstPort));
        Assert.Equal((8, 1000, "short-first", (string?)null, "any"), (options.Slots, options.MaxQueue, options.Order, options.Handler, options.BindAddress));
        Assert.Equal(
            (TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200), DurationDistribution.Constant),
            (options.Simulate.Short, options.Simulate.Long, options.Simulate.Distribution));
    }

    [Fact]
    public void Catalog_FlagsOfTheContract_SetTheirOptions()
    {
        var line = WorkerSettings.Catalog().ParseCommandLine(
            ["--count", "1", "--first-id=4", "--first-port", "8084", "--slots=2", "--order", "Arrival", "--Worker:Simulate:Short=20ms", "--distribution", "LogNormal"], "");
        Assert.Null(line.End);
        using var configuration = ServiceConfiguration.Read(line.ConfigurationArgs);
        var options = WorkerSettings.Catalog().Read(configuration).Get<WorkerOptions>();
        Assert.Equal((1, 4, 8084, 2, "arrival"), (options.Count, options.FirstId, options.FirstPort, options.Slots, options.Order));
        Assert.Equal((TimeSpan.FromMilliseconds(20), DurationDistribution.Lognormal), (options.Simulate.Short, options.Simulate.Distribution));
    }

    [Fact]
    public void Catalog_ManyWrongValues_TellsAllAtOnce()
    {
        var fault = Assert.Throws<SettingsException>(() => Read(
            ("Worker:Count", "0"), ("Worker:Slots", "many"), ("Worker:FirstPort", "70000"), ("Worker:Handler", "shell"), ("Worker:BindAddress", "1.2.3"), ("Worker:Order", "longest"),
            ("Worker:Simulate:Long", "soon"), ("Worker:Simulate:Distribution", "2"), ("Worker:Simulate:Seed", "-1"), ("Worker:Slot", "4")));
        string[] expected =
        [
            "Worker:BindAddress", "Worker:Count", "Worker:FirstPort", "Worker:Handler", "Worker:Order", "Worker:Simulate:Distribution", "Worker:Simulate:Long",
            "Worker:Simulate:Seed", "Worker:Slot", "Worker:Slots",
        ];
        Assert.Equal(expected, fault.Faults.Select(one => one.Key).Order(StringComparer.Ordinal));
        Assert.Contains(fault.Faults, one => one.Message.Contains("is '1.2.3'; it must be text that is any, localhost or an IP address", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("65534", "3", false)]
    [InlineData("65533", "3", true)]
    [InlineData("0", "1000", true)]
    public void Catalog_PortsBeyondTheLast_AreRefused(string firstPort, string count, bool fits)
    {
        (string, string)[] settings = [("Worker:FirstPort", firstPort), ("Worker:Count", count)];
        if (fits)
        {
            Read(settings);
            return;
        }

        var fault = Assert.Single(Assert.Throws<SettingsException>(() => Read(settings)).Faults);
        Assert.StartsWith("Worker:FirstPort is 65534; it must be at most 65533", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Worker:Broker", "ftp://broker/", "http or https address")]
    [InlineData("Worker:Broker", "http://a/, http://user:pw@b/", "http or https address")]
    [InlineData("Worker:Broker", ",", "http or https address")]
    [InlineData("Worker:Labels", "zone", "as zone=a,gpu=yes")]
    [InlineData("Worker:Labels", "zone=a,Zone=b", "each once")]
    [InlineData("Worker:Weight", "0", "from 0.001 to 1000")]
    [InlineData("Worker:Lease", "00:00:00.5", "from 00:00:01 to 01:00:00")]
    [InlineData("Worker:Advertise", "http://a:8081", "without scheme and port")]
    [InlineData("Worker:BrokerKeyFile", "/no/such/file", "a file that is there")]
    [InlineData("Worker:BrokerKey", "short", "of 16 to 512 characters")]
    [InlineData("Worker:Exec:Command", "a 'b", "quotes closed")]
    [InlineData("Worker:Exec:Command", "/no/such/program {applicationId}", "a program that is there and may be run")]
    [InlineData("Worker:Handler", "exec", "come with a program")]
    public void Catalog_AValueThatCannotBe_IsRefused(string key, string value, string allowed)
    {
        var fault = Assert.Single(Assert.Throws<SettingsException>(() => Read((key, value))).Faults);

        Assert.Equal(key, fault.Key);
        Assert.Contains(allowed, fault.Message, StringComparison.Ordinal);
        Assert.Equal(key != "Worker:BrokerKey", fault.Message.Contains($"'{value}'", StringComparison.Ordinal) || fault.Message.Contains($"is {value};", StringComparison.Ordinal));
    }

    [Fact]
    public void Catalog_KeyTwice_IsRefusedWithoutRepeatingIt()
    {
        var fault = Assert.Single(Assert.Throws<SettingsException>(
            () => Read(("Worker:BrokerKey", "a key of some length"), ("Worker:BrokerKeyFile", "/dev/null"))).Faults);

        Assert.DoesNotContain("a key of some length", fault.Message, StringComparison.Ordinal);
    }

    private static WorkerOptions Read(params (string Key, string Value)[] settings)
    {
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        return WorkerSettings.Catalog().Read(configuration).Get<WorkerOptions>();
    }
}
