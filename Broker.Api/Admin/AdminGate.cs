using System.Net;
using System.Security.Cryptography;
using System.Text;
using Job.Hosting.Problems;

namespace Broker.Api.Admin;

/// <summary>Decides who may make an admin call: loopback callers without a key, or whoever holds the key; never another site's page.</summary>
internal sealed class AdminGate(AdminOptions options)
{
    private const string Scheme = "Bearer ";
    private const string LoopbackOnly =
        "Admin calls are answered for callers on the broker's own machine only. To call from elsewhere, set Broker:Admin:Key "
        + "(environment Broker__Admin__Key) and send it as 'Authorization: Bearer KEY'.";

    private static readonly string[] SetByProxies =
        ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"];

    private readonly byte[]? _keyHash = string.IsNullOrEmpty(options.Key) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(options.Key));

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase))
        {
            return next(context);
        }

        var refusal = RefusalOf(context);
        if (refusal is null)
        {
            return next(context);
        }

        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"admin\"";
        }

        return ProblemResponses.WriteAsync(context, refusal);
    }

    /// <summary>Why this caller is not let in; null when it is.</summary>
    internal Refusal? RefusalOf(HttpContext context)
        => OfAnotherSite(context.Request) ?? (_keyHash is null ? OfAStranger(context) : OfAWrongKey(context.Request, _keyHash));

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

    private static Refusal? OfAWrongKey(HttpRequest request, byte[] keyHash)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(
                StatusCodes.Status401Unauthorized, "This broker has an admin key. Send it as 'Authorization: Bearer KEY' (lb: --key KEY, or LB_ADMIN_KEY).");
        }

        // Hashes are of one length, so that the comparison takes the same time whatever was sent.
        // The server reads headers as Latin-1, so these are the very bytes that were sent: a key with umlauts is as good as any.
        var given = SHA256.HashData(Encoding.Latin1.GetBytes(authorization[Scheme.Length..].Trim()));
        return CryptographicOperations.FixedTimeEquals(given, keyHash)
            ? null
            : Forbidden("The admin key is wrong. It is the value of Broker:Admin:Key at the broker.");
    }

    private static Refusal Forbidden(string detail) => new(StatusCodes.Status403Forbidden, detail);
}
