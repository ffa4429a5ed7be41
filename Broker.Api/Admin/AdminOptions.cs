using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Broker.Api.Admin;

/// <summary>Who may ask and change what the broker does.</summary>
public sealed class AdminOptions
{
    /// <summary>The secret that admin calls carry; null or empty lets loopback callers in, and nobody else.</summary>
    [Setting("Key that admin calls must carry as 'Authorization: Bearer KEY'; without one only callers on this machine are let in", Secret = true)]
    [StringLength(512, MinimumLength = 16)]
    public string? Key { get; set; }
}
