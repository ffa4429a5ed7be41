using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Job.Worker.Slots;

/// <summary>Adds the slots of one worker server, and their report.</summary>
internal static class SlotsExtensions
{
    public static IServiceCollection AddSlots(this IServiceCollection services, Func<IServiceProvider, JobWorkerOptions> options)
    {
        services.AddSingleton(provider =>
        {
            var settings = options(provider);
            return new Workbench(settings.Slots, settings.MaxQueue, settings.Order, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<LoadMeter>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, LoadJson.Default));
        return services;
    }

    /// <summary>Puts the load report on answers; first of all, so that no refusal goes without.</summary>
    public static IApplicationBuilder UseLoadHeader(this IApplicationBuilder app) => app.UseMiddleware<LoadHeader>();

    public static IEndpointRouteBuilder MapLoad(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/load", Report)
            .WithName("Load")
            .WithTags("Load")
            .WithSummary("How many jobs run and wait at this worker, and how long they take.");
        return routes;
    }

    internal static Ok<LoadAnswer> Report(LoadMeter meter)
    {
        var now = meter.Report();
        return TypedResults.Ok(new LoadAnswer(
            now.Slots!.Value, now.InFlight!.Value, now.Queued!.Value, now.ShortTime?.TotalMilliseconds, now.LongTime?.TotalMilliseconds));
    }
}
