using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Job.Hosting.Settings;

/// <summary>The sources of a program's settings, in .NET's own order: defaults, appsettings.json, appsettings.ENVIRONMENT.json, environment variables, command line.</summary>
public static class ServiceConfiguration
{
    private const string FileName = "appsettings.json";

    // The framework's own Information lines (a start and an end for each request) would bury the program's.
    private static readonly Dictionary<string, string?> LoggingDefaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",
        ["Logging:LogLevel:System"] = "Warning",

        // It writes nothing we want, and with it a trace activity and a log scope are made for each request: a tenth of a proxied job's CPU.
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
    };

    /// <summary>Gives a host exactly these sources, instead of those its builder was made with.</summary>
    /// <param name="builder">A host's builder, of any kind.</param>
    /// <param name="args">The settings of the command line, each as <c>--Section:Key=value</c>.</param>
    /// <param name="defaults">What holds when no source says otherwise, such as the routes of a broker without a file.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="SettingsException">A settings file cannot be read.</exception>
    public static WebApplicationBuilder UseServiceConfiguration(
        this WebApplicationBuilder builder, IReadOnlyList<string>? args = null, IReadOnlyDictionary<string, string?>? defaults = null)
    {
        var reports = new ReloadReports();
        builder.Services.AddSingleton(reports);
        builder.Services.AddHostedService<ReloadReports.ToLog>();

        // Those the host itself was made of (content root, ASPNETCORE_URLS) stay, underneath.
        var configuration = builder.Configuration;
        IList<IConfigurationSource> sources = configuration.Sources;
        foreach (var replaced in sources.Where(IsReplaced).ToArray())
        {
            sources.Remove(replaced);
        }

        AddSources(configuration, builder.Environment.ContentRootPath, builder.Environment.EnvironmentName, args ?? [], defaults, reports.Add);
        return builder;
    }

    /// <summary>Reads the same sources without a host, for a program that must know a setting before it builds one.</summary>
    /// <param name="args">The settings of the command line, each as <c>--Section:Key=value</c>.</param>
    /// <param name="defaults">What holds when no source says otherwise.</param>
    /// <returns>A configuration that is not read again; dispose of it.</returns>
    /// <exception cref="SettingsException">A settings file cannot be read.</exception>
    public static ConfigurationManager Read(IReadOnlyList<string> args, IReadOnlyDictionary<string, string?>? defaults = null)
    {
        var host = new ConfigurationBuilder()
            .AddEnvironmentVariables("DOTNET_")
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddCommandLine([.. args])
            .Build();
        var contentRoot = Path.GetFullPath(host[HostDefaults.ContentRootKey] ?? Environment.CurrentDirectory);
        var configuration = new ConfigurationManager();
        configuration.AddConfiguration(host);
        AddSources(configuration, contentRoot, host[HostDefaults.EnvironmentKey] ?? Environments.Production, args, defaults, null);
        return configuration;
    }

    private static bool IsReplaced(IConfigurationSource source) => source switch
    {
        JsonConfigurationSource json => json.Path?.StartsWith("appsettings", StringComparison.OrdinalIgnoreCase) == true,
        EnvironmentVariablesConfigurationSource environment => string.IsNullOrEmpty(environment.Prefix),
        CommandLineConfigurationSource => true,
        _ => false,
    };

    private static void AddSources(
        ConfigurationManager configuration,
        string contentRoot,
        string environment,
        IReadOnlyList<string> args,
        IReadOnlyDictionary<string, string?>? defaults,
        Action<string>? onRefused)
    {
        IList<IConfigurationSource> sources = configuration.Sources;
        sources.Insert(0, new MemoryConfigurationSource { InitialData = LoggingDefaults });
        if (defaults is not null)
        {
            sources.Insert(1, new MemoryConfigurationSource { InitialData = defaults });
        }

        // `dotnet run --project X` starts in the caller's folder, where there is no file: then the one beside the program holds.
        var folder = File.Exists(Path.Combine(contentRoot, FileName)) ? contentRoot : AppContext.BaseDirectory;
        foreach (var name in (string[])[FileName, $"appsettings.{environment}.json"])
        {
            sources.Add(new KeepingJsonConfigurationSource
            {
                FileProvider = new PhysicalFileProvider(folder),
                Path = name,
                Optional = true,
                ReloadOnChange = onRefused is not null,
                OnRefused = onRefused,
            });
        }

        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine([.. args]);
    }
}
