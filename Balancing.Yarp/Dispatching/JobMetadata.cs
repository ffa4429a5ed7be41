using Balancing.Core.Queueing;
using Balancing.Yarp.Policies;
using Yarp.ReverseProxy.Configuration;

namespace Balancing.Yarp.Dispatching;

/// <summary>What a route's metadata say of its jobs.</summary>
/// <remarks>
/// <c>Job</c>: <c>Short</c> or <c>Long</c> for all requests of the route; <c>headers</c>: type and application stand in the headers <c>X-Job-Type</c>
/// and <c>X-Application-Id</c>, or those named by <c>Job.TypeHeader</c> and <c>Job.ApplicationHeader</c>; <c>learned</c>, or nothing: no label.
/// <c>Job.Application</c> names one application for the whole route. <c>Job.Repeatable</c>, <c>true</c> or <c>false</c>, says whether its requests may be run twice;
/// <c>Job.Hedge</c> whether Shorts that take long may be tried at a second destination beside the first.
/// </remarks>
public sealed record JobMetadata
{
    /// <summary>The key that says where the type comes from.</summary>
    public const string Key = "Job";

    /// <summary>The key that says whether requests of the route may be run twice: <c>true</c> or <c>false</c>.</summary>
    public const string RepeatableKey = "Job.Repeatable";

    /// <summary>The key that says whether Shorts of the route that take long may be tried elsewhere, too: <c>true</c> or <c>false</c>.</summary>
    public const string HedgeKey = "Job.Hedge";

    private const string TypeHeaderKey = "Job.TypeHeader";
    private const string ApplicationHeaderKey = "Job.ApplicationHeader";
    private const string Headers = "headers";
    private const string Learned = "learned";

    /// <summary>What <see cref="Key"/> may say.</summary>
    public static IReadOnlyList<string> Values { get; } = [nameof(JobClass.Short), nameof(JobClass.Long), Headers, Learned];

    /// <summary>The class of all jobs of the route; null when it is not said.</summary>
    public JobClass? Class { get; private init; }

    /// <summary>The header that names the class; null for none.</summary>
    public string? TypeHeader { get; private init; }

    /// <summary>The application of all jobs of the route; null when it is not said.</summary>
    public string? Application { get; private init; }

    /// <summary>The header that names the application; null for none.</summary>
    public string? ApplicationHeader { get; private init; }

    /// <summary>Whether it does no harm to run a request of the route twice; null when it is not said.</summary>
    public bool? IsRepeatable { get; private init; }

    /// <summary>Whether its Shorts may be tried at a second destination beside the first; null when it is not said.</summary>
    public bool? IsHedged { get; private init; }

    /// <summary>Reads the metadata of a route; what they do not say is null.</summary>
    public static JobMetadata Read(RouteConfig route)
    {
        ArgumentNullException.ThrowIfNull(route);
        var how = Of(route, Key);
        var byHeaders = Is(how, Headers);
        return new JobMetadata
        {
            Class = Is(how, nameof(JobClass.Short)) ? JobClass.Short : Is(how, nameof(JobClass.Long)) ? JobClass.Long : null,
            TypeHeader = byHeaders ? Of(route, TypeHeaderKey) ?? "X-Job-Type" : null,
            Application = Of(route, "Job.Application"),
            IsRepeatable = bool.TryParse(Of(route, RepeatableKey), out var isRepeatable) ? isRepeatable : null,
            IsHedged = bool.TryParse(Of(route, HedgeKey), out var isHedged) ? isHedged : null,
            ApplicationHeader = Of(route, ApplicationHeaderKey) ?? (byHeaders ? "X-Application-Id" : null),
        };
    }

    /// <summary>What of it cannot be: what it is, and what it must be. Which words <see cref="Key"/> may say is the classifier's.</summary>
    public static IEnumerable<string> Faults(RouteConfig route)
    {
        ArgumentNullException.ThrowIfNull(route);
        foreach (var key in new[] { TypeHeaderKey, ApplicationHeaderKey })
        {
            if (Of(route, key) is { } name && !PickMetadata.IsHeaderName(name))
            {
                yield return $"Metadata '{key}' is '{name}'; it must be the name of a header, such as X-Job-Type.";
            }
        }

        foreach (var key in new[] { RepeatableKey, HedgeKey })
        {
            if (Of(route, key) is { } text && !bool.TryParse(text, out _))
            {
                yield return $"Metadata '{key}' is '{text}'; it must be true or false.";
            }
        }

        if (Of(route, TypeHeaderKey) is not null && !Is(Of(route, Key), Headers))
        {
            yield return $"Metadata '{TypeHeaderKey}' counts beside '{Key}': '{Headers}' only; set that, too, or leave it out.";
        }
    }

    private static bool Is(string? text, string value) => string.Equals(text, value, StringComparison.OrdinalIgnoreCase);

    private static string? Of(RouteConfig route, string key)
        => route.Metadata is not null && route.Metadata.TryGetValue(key, out var value) && value.Length > 0 ? value : null;
}
