using System.Net;
using System.Text;
using Job.Http.Problems;

namespace Broker.Api.Admin;

/// <summary>Decides who may make an admin call: loopback callers without a key, or whoever holds the key, of reading or of operating; never another site's page.</summary>
internal sealed class AdminGate(AdminKeys keys, RefusalLog log)
{
    private const string Scheme = "Bearer ";
    private const string LoopbackOnly =
        "Admin calls are answered for callers on the broker's own machine only. To call from elsewhere, set Broker:Admin:Key "
        + "(environment Broker__Admin__Key) and send it as 'Authorization: Bearer KEY'.";

    private static readonly string[] SetByProxies =
        ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"];

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
        => context.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase) ? GuardAsync(context, next) : next(context);

    /// <summary>Lets in, whatever the path, who might make an admin call by this method.</summary>
    public Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (RefusalOf(context) is not { } refusal)
        {
            return next(context);
        }

        log.Say(context, refusal);
        return RefuseAsync(context, refusal);
    }

    /// <summary>Whether callers must show a key to change something.</summary>
    public bool WantsKey => keys.AreWanted;

    /// <summary>Answers a caller that is not let in.</summary>
    public static Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"admin\"";
        }

        return ProblemResponses.WriteAsync(context, refusal);
    }

    /// <summary>
    /// Why this caller may not even look at the dashboard; null when it may: who holds a key, and whoever is on this machine and does not bring a wrong one.
    /// </summary>
    internal Refusal? RefusalOfReading(HttpContext context)
        => RefusalOf(context) is { } refusal && (refusal.Status != StatusCodes.Status401Unauthorized || OfAStranger(context) is not null) ? refusal : null;

    /// <summary>Why this caller is not let in; null when it is, and <see cref="AdminCaller"/> is a feature of its request.</summary>
    internal Refusal? RefusalOf(HttpContext context)
    {
        if (OfAnotherSite(context.Request) is { } refusal)
        {
            return refusal;
        }

        if (keys.AreWanted)
        {
            return OfAWrongKey(context);
        }

        var stranger = OfAStranger(context);
        if (stranger is null)
        {
            context.Features.Set(new AdminCaller(AdminRole.Operate, HasKey: false));
        }

        return stranger;
    }

    // A browser says with Origin and Sec-Fetch-Site whose page is calling; other programs send neither.
    private static Refusal? OfAnotherSite(HttpRequest request)
    {
        var foreign = request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");
        if (request.Headers.Origin is { Count: > 0 } origin)
        {
            foreign |= !string.Equals(origin.ToString(), $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
        }

        return foreign
            ? Forbidden("Admin calls from pages of another site are refused. Open the broker's own address, or call without a browser.")
            : null;
    }

    private static Refusal? OfAStranger(HttpContext context)
    {
        // No address at all: an in-process test server, nobody from outside.
        var remote = context.Connection.RemoteIpAddress;
        if (remote is not null && !IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote))
        {
            return Forbidden(LoopbackOnly);
        }

        // A proxy on this machine brings others' calls from a loopback address, and says so.
        if (Array.Exists(SetByProxies, context.Request.Headers.ContainsKey))
        {
            return Forbidden(LoopbackOnly);
        }

        // DNS rebinding: another site's name that has been pointed at this machine.
        return IsLoopbackName(context.Request.Host.Host)
            ? null
            : Forbidden("Without a key, admin calls are answered under the names localhost, 127.0.0.1 and [::1] only; the Host header names another.");
    }

    private static bool IsLoopbackName(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private Refusal? OfAWrongKey(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(
                StatusCodes.Status401Unauthorized, "This broker has an admin key. Send it as 'Authorization: Bearer KEY' (lb: --key KEY, or LB_ADMIN_KEY).");
        }

        // The server reads headers as Latin-1, so these are the very bytes that were sent: a key with umlauts is as good as any.
        if (keys.RoleOf(Encoding.Latin1.GetBytes(authorization[Scheme.Length..].Trim())) is not { } role)
        {
            return Forbidden("The admin key is wrong. It is the value of Broker:Admin:Key at the broker.");
        }

        if (role == AdminRole.Read && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return Forbidden("This key may read, and change nothing. Changes take the key of Broker:Admin:Key at the broker.");
        }

        context.Features.Set(new AdminCaller(role, HasKey: true));
        return null;
    }

    private static Refusal Forbidden(string detail) => new(StatusCodes.Status403Forbidden, detail);
}
