using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Balancing.Core.Reporting;
using Balancing.Yarp.Dispatching;
using Balancing.Yarp.Policies;
using Job.Http.Problems;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Broker.Api.Claims;

/// <summary>
/// Cuts what a client claims without being asked, before anything is decided by it or sent on: who called (but for trusted proxies), whose job
/// it is and of which type (but where the route goes by that), and what only workers say. First of YARP's pipeline; YARP then sets X-Forwarded-* itself.
/// </summary>
/// <remarks>One pass over the fields of a request.</remarks>
internal sealed class ClaimedHeaders
{
    private const string TypeHeader = "X-Job-Type";
    private const string ApplicationHeader = "X-Application-Id";

    // Trailer: trailers end here. X-Original-*: left by whoever rewrote the others.
    private static readonly FrozenSet<string> Always = new[]
    {
        HeaderNames.Trailer, "X-Original-For", "X-Original-Host", "X-Original-Proto", "X-Original-Prefix",
        LoadReportHeaders.Orca, LoadReportHeaders.Orca + "-format", LoadReportHeaders.Slots, "X-Worker", "X-Attempts", "X-Weight",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly ConditionalWeakTable<RouteConfig, JobMetadata> _routes = [];

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        if (headers.Host.Count > 0 && headers.Host.ToString().Length == 0)
        {
            headers.Remove(HeaderNames.Host); // forwarded, it would stand beside the one that the worker is called by
        }

        var route = context.GetRouteModel();
        var asked = _routes.GetValue(route.Config, static config => JobMetadata.Read(config));
        var hashed = route.Cluster is { } cluster ? PickMetadata.HashHeaderOf(cluster.Model.Config) : null;
        var isTrusted = context.Features.Get<TrustedPeer>() is not null;
        List<string>? claims = null;
        foreach (var (name, values) in headers)
        {
            if (Is(name, asked.TypeHeader) || Is(name, asked.ApplicationHeader) || Is(name, hashed))
            {
                if (values.Count > 1)
                {
                    return ProblemResponses.WriteAsync(context, new Refusal(
                        StatusCodes.Status400BadRequest, $"The field {name}, by which this route goes, is there {values.Count} times; send it once.", Close: true));
                }
            }
            else if (IsClaim(name, isTrusted))
            {
                (claims ??= []).Add(name);
            }
        }

        claims?.ForEach(name => headers.Remove(name));
        return next(context);
    }

    // CGI, and whatever passes fields on as variables, reads a hyphen and an underscore alike.
    private static bool IsClaim(string given, bool isTrusted)
    {
        var name = given.Contains('_', StringComparison.Ordinal) ? given.Replace('_', '-') : given;
        return Always.Contains(name) || Is(name, TypeHeader) || Is(name, ApplicationHeader)
            || (!(isTrusted && ReferenceEquals(name, given)) && (name.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase) || Is(name, "Forwarded") || Is(name, "X-Real-IP")));
    }

    private static bool Is(string name, string? other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
