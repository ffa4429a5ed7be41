using Job.Hosting.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Job.Hosting.Tests.Settings;

public sealed class SettingsCatalogTests
{
    [Fact]
    public void Read_NothingSet_GivesTheDefaults()
    {
        var options = Read();

        Assert.Equal(8, options.Slots);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Patience);
        Assert.Null(options.Broker);
        Assert.Equal(0.9, options.Door.Width);
    }

    [Fact]
    public void Read_EverythingSet_GivesEachValue()
    {
        var options = Read(
            "Shop:Slots=4", "Shop:Patience=00:00:01", "Shop:Broker=http://a:1/", "Shop:Order=SHORT-FIRST", "Shop:Verbose=True",
            "Shop:Key=longenough", "Shop:Hosts:0=a", "Shop:Hosts:1=b", "Shop:Door:Width=1.5", "Shop:Door:Colour=red");

        Assert.Equal(4, options.Slots);
        Assert.Equal(TimeSpan.FromSeconds(1), options.Patience);
        Assert.Equal(new Uri("http://a:1/"), options.Broker);
        Assert.Equal("short-first", options.Order);
        Assert.True(options.Verbose);
        Assert.Equal("longenough", options.Key);
        Assert.Equal(["a", "b"], options.Hosts);
        Assert.Equal(1.5, options.Door.Width);
        Assert.Equal(ConsoleColor.Red, options.Door.Colour);
    }

    [Theory]
    [InlineData("5s", 5_000)]
    [InlineData("200ms", 200)]
    [InlineData("1.5s", 1_500)]
    [InlineData("1m", 60_000)]
    [InlineData("00:00:00.250", 250)]
    public void Read_Duration_TakesBothForms(string text, int milliseconds)
        => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Read("Shop:Patience=" + text).Patience);

    [Theory]
    [InlineData("Shop:Slots=abc", "Shop:Slots is 'abc'; it must be a whole number from 1 to 100.")]
    [InlineData("Shop:Slots=0", "Shop:Slots is '0'; it must be a whole number from 1 to 100.")]
    [InlineData("Shop:Slots=101", "Shop:Slots is '101'; it must be a whole number from 1 to 100.")]
    [InlineData("Shop:Slots=", "Shop:Slots is ''; it must be a whole number from 1 to 100.")]
    [InlineData("Shop:Slots=1,0", "Shop:Slots is '1,0'; it must be a whole number from 1 to 100.")]
    [InlineData("Shop:Slots=99999999999", "Shop:Slots is '99999999999'; it must be a whole number from 1 to 100.")]
    [InlineData("Shop:Patience=5", "Shop:Patience is '5'; it must be a duration (00:00:05, 5s, 200ms) from 00:00:00.001 to 00:10:00.")]
    [InlineData("Shop:Patience=11m", "Shop:Patience is '11m'; it must be a duration (00:00:05, 5s, 200ms) from 00:00:00.001 to 00:10:00.")]
    [InlineData("Shop:Broker=here", "Shop:Broker is 'here'; it must be an http or https URL.")]
    [InlineData("Shop:Order=random", "Shop:Order is 'random'; it must be one of arrival, short-first.")]
    [InlineData("Shop:Verbose=maybe", "Shop:Verbose is 'maybe'; it must be true or false.")]
    [InlineData("Shop:Door:Width=NaN", "Shop:Door:Width is 'NaN'; it must be a number from 0.1 to 2.")]
    [InlineData("Shop:Door:Width=2.1", "Shop:Door:Width is '2.1'; it must be a number from 0.1 to 2.")]
    [InlineData("Shop:Key=short", "Shop:Key has a value that is not allowed; it must be text of at least 8 characters.")]
    [InlineData("Shop:Slot=4", "Shop:Slot is not a setting; the nearest is Shop:Slots.")]
    [InlineData("Shop:Slots:0=4", "Shop:Slots:0 is not a setting; the nearest is Shop:Slots.")]
    [InlineData("Shop:Order=a\nb", "Shop:Order is 'a\\nb'; it must be one of arrival, short-first.")]
    public void Read_WrongValue_SaysGivenAndAllowed(string setting, string expected)
    {
        var fault = Assert.Single(Faults(setting));

        Assert.StartsWith(expected, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(" It is set by the program itself.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyFaults_NamesAllAtOnce()
    {
        var faults = Faults("Shop:Slots=abc", "Shop:Door:Colour=7", "Shop:Patience=1d", "Shop:Nonsense=1");

        Assert.Equal(["Shop:Slots", "Shop:Patience", "Shop:Door:Colour", "Shop:Nonsense"], faults.Select(fault => fault.Key));
    }

    [Fact]
    public void Read_WrongOnCommandLine_NamesTheFlag()
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(["--Shop:Slots=0"]).Build();

        var fault = Assert.Single(Assert.Throws<SettingsException>(() => Catalog().Read(configuration)).Faults);

        Assert.EndsWith("It is set by the command line (--slots).", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WrongInEnvironment_NamesTheVariable()
    {
        const string Prefix = "HOSTING_TEST_ORIGIN_";
        Environment.SetEnvironmentVariable(Prefix + "Shop__Slots", "0");
        var environment = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();
        var configuration = new ConfigurationBuilder().AddConfiguration(environment).Build();

        var fault = Assert.Single(Assert.Throws<SettingsException>(() => Catalog().Read(configuration)).Faults);

        Assert.EndsWith("It is set by the environment variable Shop__Slots.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RuleBetweenSettings_SaysWhatItMustBe()
    {
        var catalog = Catalog().AddRule<ShopOptions>(
            "Shop:Slots", options => options.Slots <= options.Door.Width * 10 ? null : $"must be at most ten times Shop:Door:Width, {options.Door.Width}");

        var fault = Assert.Single(Assert.Throws<SettingsException>(() => catalog.Read(Configuration("Shop:Slots=10"))).Faults);

        Assert.Equal("Shop:Slots is 10; it must be at most ten times Shop:Door:Width, 0.9. It is set by the program itself.", fault.Message);
    }

    [Fact]
    public void Read_RuleThatASecretBreaks_DoesNotRepeatIt()
    {
        var catalog = Catalog().AddRule<ShopOptions>("Shop:Key", _ => "must be left out");

        var fault = Assert.Single(Assert.Throws<SettingsException>(() => catalog.Read(Configuration("Shop:Key=open sesame"))).Faults);

        Assert.Equal("Shop:Key is given; it must be left out. It is set by the program itself.", fault.Message);
    }

    [Fact]
    public void Read_SettingInForeignSection_IsCheckedToo()
    {
        var catalog = Catalog().Add(new Setting { Key = "Logging:Lines", Flag = "--lines", Meaning = "Lines", Type = typeof(int) });

        var fault = Assert.Single(Assert.Throws<SettingsException>(() => catalog.Read(Configuration("Logging:Lines=x", "Logging:Other=y"))).Faults);

        Assert.Equal("Logging:Lines", fault.Key);
    }

    [Fact]
    public void AddTo_Services_GivesOptionsInBothForms()
    {
        var services = new ServiceCollection();
        Catalog().Read(Configuration("Shop:Slots=4")).AddTo(services);
        using var provider = services.BuildServiceProvider();

        Assert.Equal(4, provider.GetRequiredService<ShopOptions>().Slots);
        Assert.Same(provider.GetRequiredService<ShopOptions>(), provider.GetRequiredService<IOptions<ShopOptions>>().Value);
    }

    [Fact]
    public void ToMarkdown_HasARowPerSetting()
    {
        var rows = Catalog().ToMarkdown().TrimEnd('\n').Split('\n');

        Assert.Equal(2 + Catalog().Settings.Count, rows.Length);
        Assert.Contains("| `Shop:Slots` | `--slots` | 8 | a whole number from 1 to 100 | Jobs run at once |", rows);
        Assert.Contains("| `Shop:Door:Colour` | `--colour` | green |", string.Join('\n', rows), StringComparison.Ordinal);
    }

    private static SettingsCatalog Catalog() => new SettingsCatalog().Add<ShopOptions>("Shop");

    private static ShopOptions Read(params string[] settings) => Catalog().Read(Configuration(settings)).Get<ShopOptions>();

    private static IReadOnlyList<SettingFault> Faults(params string[] settings)
        => Assert.Throws<SettingsException>(() => Catalog().Read(Configuration(settings))).Faults;

    private static IConfigurationRoot Configuration(params string[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting[..setting.IndexOf('=', StringComparison.Ordinal)], (string?)setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..])))
        .Build();
}
