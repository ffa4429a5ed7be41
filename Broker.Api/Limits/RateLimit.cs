using System.Globalization;

namespace Broker.Api.Limits;

/// <summary>One kind of limit: its quota, its name in the fields of the answer, and a bucket of tokens for each sender.</summary>
internal sealed class RateLimit
{
    private readonly TokenBuckets _buckets;

    /// <param name="name">What senders are told apart by, as the fields of the answer call it.</param>
    /// <param name="setting">Where it is configured, for those who are refused.</param>
    /// <param name="perSecond">Requests per second, above 0.</param>
    /// <param name="burst">Requests at once; null for those of a second.</param>
    public RateLimit(string name, string setting, double perSecond, int? burst)
    {
        Name = name;
        Setting = setting;
        PerSecond = perSecond;
        Burst = burst ?? Math.Max(1, (int)perSecond);
        _buckets = new TokenBuckets(perSecond, Burst);

        // The whole quota, and the time in which an empty bucket fills with it.
        var window = Math.Max(1, (long)Math.Ceiling(Burst / perSecond));
        Policy = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={Burst};w={window}");
    }

    public string Name { get; }

    public string Setting { get; }

    public double PerSecond { get; }

    public int Burst { get; }

    /// <summary>What stands in <c>RateLimit-Policy</c>.</summary>
    public string Policy { get; }

    /// <summary>Takes a request's token.</summary>
    /// <param name="sender">Who sent it.</param>
    /// <param name="left">How many more requests would pass now.</param>
    /// <returns>Null when it may pass; otherwise when the next one may, above 0.</returns>
    public TimeSpan? Take(string sender, out long left) => _buckets.Take(sender, out left);

    /// <summary>What stands in <c>RateLimit</c> after a request.</summary>
    /// <param name="left">How many more would pass now.</param>
    /// <param name="wait">In what time there will be one more.</param>
    public string State(long left, TimeSpan wait)
        => string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";r={left};t={Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))}");
}
