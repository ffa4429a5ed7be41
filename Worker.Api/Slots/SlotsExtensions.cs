using Balancing.Core.Queueing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Worker.Api.Slots;

/// <summary>Adds the slots of one worker server, and their report.</summary>
internal static class SlotsExtensions
{
    public static IServiceCollection AddSlots(this IServiceCollection services, WorkerOptions options)
    {
        var order = options.Order == WorkerOptions.Arrival ? QueueOrder.Arrival : QueueOrder.ShortFirst;
        services.AddSingleton(provider => new Workbench(options.Slots, options.MaxQueue, order, provider.GetRequiredService<TimeProvider>()));
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
