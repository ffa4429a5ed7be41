using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Broker.Api.Membership;

/// <summary>Where the workers come from.</summary>
public sealed class MembersOptions
{
    /// <summary>Those of the configuration, and those that register or are added by hand.</summary>
    public const string Both = "both";

    /// <summary>Those of the configuration only; nobody may register.</summary>
    public const string Configured = "configured";

    /// <summary>Those that register, or are added by hand, only.</summary>
    public const string Registered = "registered";

    /// <summary>One of the three.</summary>
    [Setting("Which workers there are: those of the configuration (configured), those that register or are added by admin calls (registered), or both", Flag = "--members")]
    [AllowedValues(Both, Configured, Registered)]
    public string Source { get; set; } = Both;
}
