using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Job.Hosting.OpenApi;

/// <summary>The OpenAPI document of a program and the page to try it out: <c>/swagger/v1/swagger.json</c> and <c>/swagger</c>.</summary>
public static class JobOpenApiExtensions
{
    /// <summary>Describes the program's own endpoints, and <c>POST /process</c> whoever serves it.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="title">Name of the document.</param>
    /// <param name="description">What the program does, for a reader who has never seen it.</param>
    /// <param name="isBroker">Whether <c>/process</c> is forwarded: adds the headers and errors of a broker.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddJobOpenApi(this IServiceCollection services, string title, string description, bool isBroker)
    {
        services.AddEndpointsApiExplorer();
        return services.AddSwaggerGen(swagger =>
        {
            swagger.SwaggerDoc("v1", new OpenApiInfo { Title = title, Version = "v1", Description = description });
            swagger.DocumentFilter<ProcessDocumentFilter>(isBroker);
        });
    }

    /// <summary>Serves document and page. Put it before routing's endpoints.</summary>
    /// <param name="app">The pipeline.</param>
    /// <returns>The pipeline.</returns>
    public static IApplicationBuilder UseJobOpenApi(this IApplicationBuilder app)
        => app.UseWhen(
            // Both would otherwise stand in the way of every job, each with a state of its own per request.
            context => context.Request.Path.StartsWithSegments("/swagger"),
            swagger => swagger.UseSwagger().UseSwaggerUI(page => page.SwaggerEndpoint("v1/swagger.json", "v1")));
}
