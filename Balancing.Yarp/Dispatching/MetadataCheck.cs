using Balancing.Yarp.Membership;
using Balancing.Yarp.Policies;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Balancing.Yarp.Dispatching;

/// <summary>
/// Refuses a configuration whose metadata cannot be meant: at the start YARP stops with the reason, at a reload it keeps what it had. Without it a typing error would
/// silently mean the default.
/// </summary>
/// <remarks>A provider of transforms that provides none: it is the one place where YARP lets others validate.</remarks>
internal sealed class MetadataCheck(IJobClassifier classifier) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
        var route = context.Route;
        Add(context.Errors, $"Route '{route.RouteId}'", JobMetadata.Faults(route));
        if (classifier is RouteJobClassifier && route.Metadata?.TryGetValue(JobMetadata.Key, out var job) == true
            && !JobMetadata.Values.Contains(job, StringComparer.OrdinalIgnoreCase))
        {
            Add(context.Errors, $"Route '{route.RouteId}'", [$"Metadata '{JobMetadata.Key}' is '{job}'; it must be one of {string.Join(", ", JobMetadata.Values)}, or be left out."]);
        }
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
        var faults = new List<string>();
        DispatchMetadata.Read(context.Cluster, new DispatchRules(), faults);
        Add(context.Errors, $"Cluster '{context.Cluster.ClusterId}'", faults.Concat(PickMetadata.Faults(context.Cluster)).Concat(MemberMetadata.Faults(context.Cluster)));
    }

    public void Apply(TransformBuilderContext context)
    {
    }

    private static void Add(IList<Exception> errors, string where, IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            errors.Add(new ArgumentException($"{where}: {fault}"));
        }
    }
}
