using System.Net;
using Job.Contracts;
using Job.Hosting.Logging;

namespace Broker.Api.Admin;

/// <summary>One line of the log for each change that an admin call has made: who, what, before, after.</summary>
/// <remarks>Of the category <c>Broker.Audit</c>, so that it can be kept apart from the rest. Who is told by its role and address; keys appear nowhere.</remarks>
internal static class AdminAudit
{
    /// <summary>The category of its lines.</summary>
    public const string Category = "Broker.Audit";

    /// <summary>Says what has been changed; nothing when it is as it was.</summary>
    /// <param name="context">The call, let in by <see cref="AdminGate"/>.</param>
    /// <param name="what">What was changed, as in <c>policy of cluster 'workers'</c>.</param>
    /// <param name="before">How it was.</param>
    /// <param name="after">How it is.</param>
    public static void Changed(HttpContext context, string what, string before, string after)
    {
        if (before == after)
        {
            return;
        }

        AdminLog.Changed(
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(Category),
            WhoOf(context),
            AddressOf(context.Connection),
            PrintableText.Of(what),
            PrintableText.Of(before),
            PrintableText.Of(after));
    }

    private static string WhoOf(HttpContext context)
    {
        var certificate = context.Connection.ClientCertificate?.Subject is { Length: > 0 } subject ? $" with the certificate '{PrintableText.Of(subject)}'" : "";
        return (context.Features.Get<AdminCaller>() is { HasKey: true } ? "operate key" : "caller on this machine") + certificate;
    }

    internal static string AddressOf(ConnectionInfo connection)
        => connection.RemoteIpAddress is { } address ? new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, connection.RemotePort).ToString() : "an unknown address";
}
