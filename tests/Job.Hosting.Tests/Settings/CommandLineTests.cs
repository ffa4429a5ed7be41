using Job.Hosting.Settings;

namespace Job.Hosting.Tests.Settings;

public sealed class CommandLineTests
{
    private static readonly SettingsCatalog Catalog = new SettingsCatalog()
        .Add<ShopOptions>("Shop")
        .Add(new Setting { Key = "ReverseProxy:Clusters:workers:LoadBalancingPolicy", Flag = "--policy", Meaning = "Who gets a job" });

    [Theory]
    [InlineData("--slots 4", "--Shop:Slots=4")]
    [InlineData("--slots=4", "--Shop:Slots=4")]
    [InlineData("--SLOTS=4", "--Shop:Slots=4")]
    [InlineData("--slots -1", "--Shop:Slots=-1")]
    [InlineData("--Shop:Slots=4", "--Shop:Slots=4")]
    [InlineData("--shop:slots 4", "--Shop:Slots=4")]
    [InlineData("--Shop:Broker=http://a:1/?b=c", "--Shop:Broker=http://a:1/?b=c")]
    [InlineData("--verbose", "--Shop:Verbose=true")]
    [InlineData("--verbose false", "--Shop:Verbose=false")]
    [InlineData("--policy least-requests", "--ReverseProxy:Clusters:workers:LoadBalancingPolicy=least-requests")]
    [InlineData("--ReverseProxy:Routes:a:Match:Path=/a", "--ReverseProxy:Routes:a:Match:Path=/a")]
    [InlineData("--Logging:LogLevel:Default Debug", "--Logging:LogLevel:Default=Debug")]
    [InlineData("--environment=Development", "--environment=Development")]
    [InlineData("--contentRoot=folder/a=b", "--contentRoot=folder/a=b")]
    [InlineData("--urls http://127.0.0.1:0", "--urls=http://127.0.0.1:0")]
    [InlineData("--Shop= --Shop:Door= --slots 4", "--Shop:Slots=4")] // as WebApplicationFactory passes settings on
    public void Parse_KnownFlag_BecomesConfiguration(string args, string expected)
    {
        var line = Parse(args);

        Assert.Null(line.End);
        Assert.Equal([expected], line.ConfigurationArgs);
    }

    [Theory]
    [InlineData("--slot 4", "--slot is not a flag of this program; the nearest is --slots.")]
    [InlineData("--Shop:Slot=4", "--Shop:Slot is not a flag of this program; the nearest is --Shop:Slots.")]
    [InlineData("--Shopp:Slots=4", "--Shopp:Slots is not a flag of this program; the nearest is --Shop:Slots.")]
    [InlineData("--qqqqqqqqqqqq", "--qqqqqqqqqqqq is not a flag of this program.")]
    [InlineData("--slots", "Required argument missing for option: '--slots'.")]
    [InlineData("4", "'4' is not expected here; settings are given as flags.")]
    public void Parse_UnknownFlag_EndsWith2AndNamesTheNearest(string args, string expected)
    {
        var end = Parse(args).End;

        Assert.Equal(2, end!.ExitCode);
        Assert.Equal(expected, end.Text.Split(Environment.NewLine)[0]);
        Assert.EndsWith("--help lists what there is.", end.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralFaults_NamesAll()
    {
        var end = Parse("--slot=4 --Shop:Ordr=x --colour").End;

        Assert.Contains("--slots.", end!.Text, StringComparison.Ordinal);
        Assert.Contains("--Shop:Order.", end.Text, StringComparison.Ordinal);
        Assert.Contains("'--colour'", end.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--slots 4 --help")]
    public void Parse_Help_ShowsEachSettingWithMeaningRangeDefaultAndVariable(string args)
    {
        var end = Parse(args).End;

        Assert.Equal(0, end!.ExitCode);
        Assert.Contains("Sells things", end.Text, StringComparison.Ordinal);
        Assert.Contains("--slots", end.Text, StringComparison.Ordinal);
        Assert.Contains("Jobs run at once. A whole number from 1 to 100; default 8. [Shop__Slots]", end.Text, StringComparison.Ordinal);
        Assert.Contains("--Shop:Door:Width", end.Text, StringComparison.Ordinal);
        Assert.Contains("One of arrival, short-first; default arrival.", end.Text, StringComparison.Ordinal);
        Assert.Contains("--health-check", end.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_HealthCheck_KeepsTheOtherSettings()
    {
        var line = Parse("--health-check --slots 4");

        Assert.True(line.HealthCheck);
        Assert.Equal(["--Shop:Slots=4"], line.ConfigurationArgs);
    }

    private static ServiceCommandLine Parse(string args) => Catalog.ParseCommandLine(args.Split(' '), "Sells things.");
}
