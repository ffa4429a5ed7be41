using Job.Hosting.Settings;
using Job.Hosting.Tests.Hosts;
using Microsoft.AspNetCore.Builder;

namespace Job.Hosting.Tests.Settings;

public sealed class ServiceConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("service-configuration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_EverySource_TheLaterWins()
    {
        // The variable's own name is part of the test: it must be one no other test sets.
        const string Section = "ServiceConfigurationTestsOrder";
        File.WriteAllText(InFolder("appsettings.json"), $$$"""{"{{{Section}}}":{"B":"file","C":"file","D":"file","E":"file"}}""");
        File.WriteAllText(InFolder("appsettings.Test.json"), $$$"""{"{{{Section}}}":{"C":"named file","D":"named file","E":"named file"}}""");
        Environment.SetEnvironmentVariable(Section + "__D", "variable");
        Environment.SetEnvironmentVariable(Section + "__E", "variable");
        var defaults = "ABCDE".ToDictionary(letter => $"{Section}:{letter}", _ => (string?)"default");
        string[] args = [$"--{Section}:E=line", "--environment=Test", $"--contentRoot={_folder}"];

        using var configuration = ServiceConfiguration.Read(args, defaults);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args }).UseServiceConfiguration(args, defaults);

        Assert.All([configuration, builder.Configuration], read =>
            Assert.Equal(["default", "file", "named file", "variable", "line"], "ABCDE".Select(letter => read[$"{Section}:{letter}"])));
    }

    [Fact]
    public void Read_WrongInFile_NamesTheFile()
    {
        File.WriteAllText(InFolder("appsettings.json"), """{"Shop":{"Slots":0}}""");
        using var configuration = ServiceConfiguration.Read([$"--contentRoot={_folder}"]);

        var exception = Assert.Throws<SettingsException>(() => new SettingsCatalog().Add<ShopOptions>("Shop").Read(configuration));

        Assert.EndsWith($"It is set by the file {InFolder("appsettings.json")}.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseServiceConfiguration_FileTurnsInvalid_IsOneWarningInTheLog()
    {
        File.WriteAllText(InFolder("appsettings.json"), """{"A":"old"}""");
        await using var host = await TestHost.StartAsync(_ => { }, builder => builder.UseServiceConfiguration([], null), _folder);

        File.WriteAllText(InFolder("appsettings.json"), "{");

        await Wait.UntilAsync(() => host.Log.Lines.Any(line => line.Message.Contains("is not valid JSON at line 1", StringComparison.Ordinal)), "a warning");
        Assert.Equal("old", host.App.Configuration["A"]);
    }

    private string InFolder(string name) => Path.Combine(_folder, name);
}
