namespace Broker.Api.Limits;

internal static class LimitsExtensions
{
    /// <summary>What one sender may ask of the broker.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services, LimitOptions options)
        => services.AddSingleton(new RateLimits(options));
}
