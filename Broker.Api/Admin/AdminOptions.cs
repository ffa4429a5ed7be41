using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Broker.Api.Admin;

/// <summary>Who may ask and change what the broker does, and where.</summary>
public sealed class AdminOptions
{
    /// <summary>The address of admin calls alone; null for the broker's own.</summary>
    [Setting("Address for admin calls alone, such as http://127.0.0.1:8090; they are answered there only, and nothing else but health, /metrics and /swagger is", Default = "the broker's own")]
    public Uri? Url { get; set; }

    /// <summary>The secret of those who may change something; null or empty, with no file either, lets loopback callers in, and nobody else.</summary>
    [Setting("Key that admin calls must carry as 'Authorization: Bearer KEY'; without one only callers on this machine are let in", Secret = true)]
    [StringLength(AdminKeys.LongestKey, MinimumLength = AdminKeys.ShortestKey)]
    public string? Key { get; set; }

    /// <summary>A file that holds it instead.</summary>
    [Setting("File that holds that key, and may be replaced while the broker runs")]
    public string? KeyFile { get; set; }

    /// <summary>The secret of those who may look, and change nothing.</summary>
    [Setting("Key of those who may read by admin calls, and change nothing", Secret = true)]
    [StringLength(AdminKeys.LongestKey, MinimumLength = AdminKeys.ShortestKey)]
    public string? ReadKey { get; set; }

    /// <summary>A file that holds it instead.</summary>
    [Setting("File that holds that key, and may be replaced while the broker runs")]
    public string? ReadKeyFile { get; set; }
}
