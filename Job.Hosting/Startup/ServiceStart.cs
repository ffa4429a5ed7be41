using Job.Hosting.Settings;
using Microsoft.Extensions.Configuration;

namespace Job.Hosting.Startup;

/// <summary>What a program knows when it builds its servers.</summary>
/// <param name="Args">The settings of its command line, each as <c>--Section:Key=value</c>.</param>
/// <param name="Values">Its options, checked.</param>
/// <param name="Configuration">All of its configuration.</param>
public sealed record ServiceStart(IReadOnlyList<string> Args, SettingsValues Values, IConfiguration Configuration);
