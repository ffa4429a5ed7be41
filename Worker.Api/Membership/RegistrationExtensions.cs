using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;

namespace Worker.Api.Membership;

/// <summary>Adds the registration of one worker server with its brokers, where it has any.</summary>
internal static class RegistrationExtensions
{
    /// <summary>After <c>AddDrain</c>: hosted services are told of the end in reverse, and the goodbye comes before the drain.</summary>
    public static IServiceCollection AddRegistration(this IServiceCollection services, WorkerOptions options, int id)
        => options.Broker is null ? services : services
            .AddSingleton(provider => new WorkerIdentity(
                id.ToString(CultureInfo.InvariantCulture), provider.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds()))
            .AddHostedService<Registrar>();
}
