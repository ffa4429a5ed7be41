using Job.Hosting.Settings;

namespace Broker.Api.Dashboard;

/// <summary>The page that shows what the broker does.</summary>
public sealed class DashboardOptions
{
    /// <summary>Whether there is one.</summary>
    [Setting("Whether the broker serves its dashboard at / (a route of your own that takes / goes before it) and /dashboard")]
    public bool Enabled { get; set; } = true;
}
