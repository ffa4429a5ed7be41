using Balancing.Yarp.Dispatching;
using Yarp.ReverseProxy.Configuration;

namespace Broker.Api.Jobs;

/// <summary>Which routes carry jobs: those whose metadata say <c>"Job": "body"</c>. Other words there say what the dispatch shall know of the route.</summary>
internal static class JobRoutes
{
    private const string InBody = "body";

    public static bool IsJobRoute(RouteConfig route)
        => route.Metadata is not null && route.Metadata.TryGetValue(JobMetadata.Key, out var where)
            && string.Equals(where, InBody, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with a route's marking; null when nothing is.</summary>
    public static string? FaultOf(RouteConfig route)
        => route.Metadata?.TryGetValue(JobMetadata.Key, out var where) == true && !IsJobRoute(route)
            && !JobMetadata.Values.Contains(where, StringComparer.OrdinalIgnoreCase)
            ? $"Metadata '{JobMetadata.Key}' of route '{route.RouteId}' is '{where}'; it must be '{InBody}' (the job is read from the body), "
                + $"{string.Join(", ", JobMetadata.Values.Select(value => $"'{value}'"))}, or be left out."
            : null;
}
