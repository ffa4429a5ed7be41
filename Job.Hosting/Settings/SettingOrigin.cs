using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Job.Hosting.Settings;

/// <summary>Finds where a value comes from: the last source that has it wins, as in .NET's configuration itself.</summary>
internal static class SettingOrigin
{
    public static string Of(IConfigurationRoot configuration, string key, string? flag = null)
        => Find(configuration, key, flag) ?? "the program itself";

    private static string? Find(IConfigurationRoot configuration, string key, string? flag)
    {
        foreach (var provider in configuration.Providers.Reverse())
        {
            if (provider.TryGet(key, out _))
            {
                return provider switch
                {
                    CommandLineConfigurationProvider => $"the command line ({flag ?? "--" + key})",
                    EnvironmentVariablesConfigurationProvider => $"the environment variable {key.Replace(":", "__", StringComparison.Ordinal)}",
                    FileConfigurationProvider file => $"the file {PathOf(file)}",
                    ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } => Find(inner, key, flag),
                    _ => null,
                };
            }
        }

        return null;
    }

    public static string PathOf(FileConfigurationProvider file)
        => file.Source.FileProvider?.GetFileInfo(file.Source.Path ?? "").PhysicalPath ?? file.Source.Path ?? "?";
}
