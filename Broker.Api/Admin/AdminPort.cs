using Broker.Api.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Broker.Api.Admin;

/// <summary>Keeps admin calls and everything else apart, where <see cref="AdminOptions.Url"/> gives them an address of their own: each is unknown at the other's.</summary>
internal sealed class AdminPort(BrokerOptions broker, IServer server)
{
    private readonly Uri? _url = broker.Admin.Url;

    // The last of the server's addresses is ours; known once it listens, and nobody calls before.
    private readonly Lazy<int> _port = new(() => new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Last()).Port);

    /// <summary>The addresses to listen on.</summary>
    /// <param name="own">The broker's own, separated by semicolons.</param>
    /// <param name="admin">That of admin calls; null for none.</param>
    public static string Urls(string own, Uri? admin) => admin is null ? own : $"{own};{admin.GetLeftPart(UriPartial.Authority)}";

    /// <summary>What is wrong with the settings; null for nothing.</summary>
    public static string? Violation(BrokerOptions options) => options.Admin.Url switch
    {
        null => null,
        { PathAndQuery: not "/" } => "must be a scheme, a host and a port, and nothing behind them",
        { Scheme: "https" } when options.Tls.Certificate is null => "must begin with http where there is no Broker:Tls:Certificate",
        { Port: not 0 } url when url.Port == options.Port => "must have another port than Broker:Port",
        _ => null,
    };

    /// <summary>Whether the caller is at the address of admin calls.</summary>
    public bool IsHere(HttpContext context) => _url is null || context.Connection.LocalPort == _port.Value;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_url is not null && IsHere(context) && context.Request.Path == "/")
        {
            context.Response.Redirect("/dashboard"); // the root may be a route's, and routes are not for here
            return Task.CompletedTask;
        }

        if (_url is not null && IsAdmins(context.Request.Path) is { } isAdmins && isAdmins != IsHere(context))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound; // said in full by UseProblems
            return Task.CompletedTask;
        }

        return next(context);
    }

    // Null for what is served at both.
    private bool? IsAdmins(PathString path)
        => path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/dashboard", StringComparison.OrdinalIgnoreCase)
            || MetricsAccess.IsPath(path, broker.Metrics) ? true
            : path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase) ? null
            : false;
}
