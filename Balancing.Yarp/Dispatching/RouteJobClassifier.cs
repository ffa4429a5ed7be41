using System.Runtime.CompilerServices;
using Balancing.Core.Queueing;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Configuration;

namespace Balancing.Yarp.Dispatching;

/// <summary>Goes by the route's metadata; see <see cref="JobMetadata"/>.</summary>
public sealed class RouteJobClassifier : IJobClassifier
{
    private const int LongestApplication = 128;

    private readonly ConditionalWeakTable<RouteConfig, JobMetadata> _routes = [];

    /// <inheritdoc/>
    public JobLabel Classify(HttpContext context, RouteConfig route)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(route);
        var metadata = _routes.GetValue(route, static route => JobMetadata.Read(route));
        var application = metadata.Application ?? Header(context, metadata.ApplicationHeader);
        return new JobLabel(
            metadata.Class ?? ClassOf(Header(context, metadata.TypeHeader)),
            application.Length <= LongestApplication ? application : application[..LongestApplication],
            MayRepeat: metadata.IsRepeatable ?? false,
            MayHedge: metadata.IsHedged ?? false);
    }

    private static string Header(HttpContext context, string? name)
        => name is not null && context.Request.Headers.TryGetValue(name, out var values) ? values.ToString().Trim() : "";

    private static JobClass? ClassOf(string text)
        => text.Equals(nameof(JobClass.Short), StringComparison.OrdinalIgnoreCase) ? JobClass.Short
            : text.Equals(nameof(JobClass.Long), StringComparison.OrdinalIgnoreCase) ? JobClass.Long
            : null;
}
