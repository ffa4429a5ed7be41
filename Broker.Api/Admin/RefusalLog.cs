using System.Threading.RateLimiting;
using Job.Contracts;
using Job.Hosting.Logging;
using Job.Http.Problems;

namespace Broker.Api.Admin;

/// <summary>One line of the audit for each admin call that was not let in: ten at once and one per second, so that nobody fills the disk by them.</summary>
internal sealed class RefusalLog(ILoggerFactory logs) : IDisposable
{
    private readonly ILogger _logger = logs.CreateLogger(AdminAudit.Category);
    private readonly TokenBucketRateLimiter _lines = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = 10,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        AutoReplenishment = false,
        QueueLimit = 0,
    });

    private int _unsaid;

    /// <summary>Says who was refused what, and why. A look without a key, at a broker that wants one, is no attempt: the answer asks for the key.</summary>
    public void Say(HttpContext context, Refusal refusal)
    {
        var request = context.Request;
        if (refusal.Status == StatusCodes.Status401Unauthorized && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
        {
            return;
        }

        _lines.TryReplenish();
        using var line = _lines.AttemptAcquire();
        if (!line.IsAcquired)
        {
            Interlocked.Increment(ref _unsaid);
            return;
        }

        AdminLog.Refused(
            _logger,
            request.Method,
            PrintableText.Of(request.Path.ToString()),
            AdminAudit.AddressOf(context.Connection),
            refusal.Status,
            Interlocked.Exchange(ref _unsaid, 0),
            refusal.Detail);
    }

    /// <inheritdoc />
    public void Dispose() => _lines.Dispose();
}
