using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Job.Contracts;
using Job.Http.Problems;

namespace Broker.Api.Limits;

/// <summary>Refuses with 429 what one application, or one address, sends beyond its own limit; 503 says that the cluster is full.</summary>
/// <remarks>
/// The answers carry <c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers-10): quota and window in seconds, what is left, and
/// the seconds until there is more. Without a limit nothing is looked at.
/// </remarks>
internal sealed class RateLimits(LimitOptions options)
{
    private const string PolicyHeader = "RateLimit-Policy";
    private const string StateHeader = "RateLimit";

    private readonly RateLimit? _perApplication = Of("application", nameof(LimitOptions.PerApplication), options.PerApplication);
    private readonly RateLimit? _perAddress = Of("address", nameof(LimitOptions.PerAddress), options.PerAddress);

    /// <summary>By address, before anything of the request is read.</summary>
    public Task InvokeForAddressAsync(HttpContext context, RequestDelegate next)
        => _perAddress is null || context.Connection.RemoteIpAddress is not { } address
            ? next(context)
            : InvokeAsync(_perAddress, SenderOf(address), context, next);

    /// <summary>By application, once its job has been read.</summary>
    public Task InvokeForApplicationAsync(HttpContext context, RequestDelegate next)
        => _perApplication is null || context.Features.Get<JobRequest>() is not { } job
            ? next(context)
            : InvokeAsync(_perApplication, job.ApplicationId, context, next);

    /// <summary>What counts as one sender: an address, or the network that one subscriber of IPv6 has to choose addresses from.</summary>
    internal static string SenderOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]) + "/64" : address.ToString();
    }

    private static async Task InvokeAsync(RateLimit limit, string sender, HttpContext context, RequestDelegate next)
    {
        var wait = limit.Take(sender, out var left);
        var headers = context.Response.Headers;
        headers.Append(PolicyHeader, limit.Policy);
        headers.Append(StateHeader, limit.State(left, wait ?? TimeSpan.FromSeconds(1 / limit.PerSecond)));
        if (wait is null)
        {
            await next(context);
            return;
        }

        await ProblemResponses.WriteAsync(context, new Refusal(
            StatusCodes.Status429TooManyRequests,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The {limit.Name} '{GivenText.Shorten(sender)}' has sent more than its limit of {limit.PerSecond} requests per second, {limit.Burst} at once. Send it again after {Math.Max(1, Math.Ceiling(wait.Value.TotalSeconds))} s (Broker:Limits:{limit.Setting})."),
            RetryAfter: wait));
    }

    private static RateLimit? Of(string name, string setting, RateOptions options)
        => options.PerSecond is { } perSecond ? new RateLimit(name, setting, perSecond, options.Burst) : null;
}
