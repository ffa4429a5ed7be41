using System.Globalization;
using Balancing.Core.Outliers;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Health;

namespace Broker.Api.Health;

/// <summary>Says for people, and for programs, what is held against a worker.</summary>
internal static class HealthWords
{
    /// <summary>Its ejection; null when it is not ejected.</summary>
    public static EjectionView? Ejection(HealthView health) => health is { Reason: { } reason, EjectedUntil: { } until }
        ? new EjectionView(DispatchMembers.Text(reason), until, health.Ejections, health.State == OutlierState.OnTrial)
        : null;

    /// <summary>Why it gets no jobs, or fewer than others; null when nothing is held against it.</summary>
    public static string? Why(HealthView health, bool isOpen)
        => health switch
        {
            { Probe: { Passed: false } found } when !isOpen => Checks(found),
            { State: OutlierState.OnTrial } => $"on trial, one job at a time: {health.ReasonText}",
            { State: OutlierState.Ejected, IsUsed: true } => $"ejected, but used as too few are better: {health.ReasonText}",
            { State: OutlierState.Ejected } => string.Create(CultureInfo.InvariantCulture, $"ejected until {health.EjectedUntil:HH:mm:ss} UTC: {health.ReasonText}"),
            { Probe: { Passed: false } found } => Checks(found),
            _ => null,
        };

    private static string Checks(ProbeFinding found) => found.Status switch
    {
        0 => "it does not answer its health checks",
        StatusCodes.Status503ServiceUnavailable => "it answers its health checks with 503: it takes no jobs",
        _ => string.Create(CultureInfo.InvariantCulture, $"it answers its health checks with {found.Status}"),
    };
}
