namespace Broker.Api.Admin;

internal static class AdminExtensions
{
    public static IServiceCollection AddAdmin(this IServiceCollection services, AdminOptions options)
    {
        services.AddSingleton(new AdminGate(options));
        services.AddSingleton<WorkersView>();
        services.ConfigureSwaggerGen(swagger => swagger.DocumentFilter<AdminExamples>());
        return services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default));
    }

    public static IApplicationBuilder UseAdminGate(this IApplicationBuilder app)
        => app.Use(app.ApplicationServices.GetRequiredService<AdminGate>().InvokeAsync);
}
