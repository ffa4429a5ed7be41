using Microsoft.AspNetCore.Http.HttpResults;

namespace Worker.Api.Slots;

/// <summary>Adds the slots of one worker server, and their report.</summary>
internal static class SlotsExtensions
{
    public static IServiceCollection AddSlots(this IServiceCollection services, WorkerOptions options)
    {
        services.AddSingleton(_ => new Workbench(options.Slots, options.MaxQueue));
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, LoadJson.Default));
        return services;
    }

    public static IEndpointRouteBuilder MapLoad(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/load", Report)
            .WithName("Load")
            .WithTags("Load")
            .WithSummary("How many jobs run and wait at this worker.");
        return routes;
    }

    internal static Ok<LoadReport> Report(Workbench workbench) => TypedResults.Ok(workbench.Report());
}
