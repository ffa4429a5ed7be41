namespace Broker.Api.Telemetry;

/// <summary>Who may read <c>/metrics</c>, as the setting says it.</summary>
internal static class MetricsAccess
{
    public const string Path = "/metrics";

    public const string Admin = "admin";
    public const string Off = "off";

    /// <summary>Whether a path is that of the metrics; where they are off it is nobody's, or a route's.</summary>
    public static bool IsPath(PathString path, string access)
        => access != Off && path.Equals(Path, StringComparison.OrdinalIgnoreCase);
}
