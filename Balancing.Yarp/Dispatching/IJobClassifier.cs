using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Configuration;

namespace Balancing.Yarp.Dispatching;

/// <summary>
/// Says of each request how long it is expected to take and whose it is. Register one of your own behind <c>AddBalancing</c> to replace
/// <see cref="RouteJobClassifier"/>, which goes by the routes' metadata.
/// </summary>
public interface IJobClassifier
{
    /// <summary>Looks at a request that is about to be dispatched; called once for each, on its way: it must not block.</summary>
    /// <param name="context">The request; its body has not been read, unless the application did so before.</param>
    /// <param name="route">The route it came by.</param>
    JobLabel Classify(HttpContext context, RouteConfig route);
}
