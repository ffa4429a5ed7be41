namespace Broker.Api.Admin;

internal static class AdminExtensions
{
    public static IServiceCollection AddAdmin(this IServiceCollection services, AdminOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new AdminKeys(options, TimeProvider.System));
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<AdminGate>();
        services.AddSingleton<AdminPort>();
        services.AddSingleton<WorkersView>();
        services.ConfigureSwaggerGen(swagger => swagger.DocumentFilter<AdminExamples>());
        return services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default));
    }

    /// <summary>Admin calls at their own address, if they have one, and of those who may make them.</summary>
    public static IApplicationBuilder UseAdminGate(this IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        var logger = services.GetRequiredService<ILogger<AdminGate>>();
        services.GetRequiredService<AdminKeys>().Failed = (file, fault) => AdminLog.KeyNotRead(logger, file, fault);
        app.Use(services.GetRequiredService<AdminPort>().InvokeAsync);
        return app.Use(services.GetRequiredService<AdminGate>().InvokeAsync);
    }
}
