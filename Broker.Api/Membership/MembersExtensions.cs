using Broker.Api.State;

namespace Broker.Api.Membership;

internal static class MembersExtensions
{
    /// <summary>Workers that come and go while the broker runs. After <c>AddProxy</c>.</summary>
    public static IServiceCollection AddMembers(this IServiceCollection services, MembersOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider =>
        {
            var members = ActivatorUtilities.CreateInstance<Members>(provider);
            members.Restore(provider.GetRequiredService<StateFile>().Saved);
            return members;
        });
        services.AddSingleton<MemberSwitch>();
        services.AddHostedService<MemberClock>();
        return services;
    }
}
