using Broker.Api.Admin;
using Microsoft.Net.Http.Headers;

namespace Broker.Api.Dashboard;

internal static class DashboardEndpoints
{
    private const string Page = "index.html";

    // Everything comes from the broker itself, and nothing stands in the page: markup that slipped into it would run no script.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Behind routes of the configuration that take the root: they were there first.
    private const int AfterRoutes = 1000;

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static IEndpointRouteBuilder MapDashboard(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<DashboardFiles>() is null)
        {
            return routes;
        }

        routes.MapMethods("/", Reading, SendRootAsync).WithOrder(AfterRoutes).ExcludeFromDescription();
        routes.MapMethods("/dashboard", Reading, (HttpContext context, DashboardFiles files) => SendAsync(context, files, Page)).ExcludeFromDescription();
        routes.MapMethods("/dashboard/{file}", Reading, (HttpContext context, DashboardFiles files, string file) => SendAsync(context, files, file)).ExcludeFromDescription();
        routes.MapGet("/dashboard/events", DashboardStream.AnswerAsync).ExcludeFromDescription();
        return routes.MapWhatIf();
    }

    // Where admin calls have an address of their own, the page is there: elsewhere it could not act.
    private static Task SendRootAsync(HttpContext context, DashboardFiles files, AdminPort port)
    {
        if (port.IsHere(context))
        {
            return SendAsync(context, files, Page);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task SendAsync(HttpContext context, DashboardFiles files, string name)
    {
        var response = context.Response;
        if (files.Find(name) is not { } file)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var tag = new EntityTagHeaderValue($"\"{file.Tag}\"");
        response.GetTypedHeaders().ETag = tag;
        response.Headers.CacheControl = "no-cache"; // asked for each time, sent when it has changed: a broker of another version has another page
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.ContentType;
        response.ContentLength = file.Bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(file.Bytes, context.RequestAborted).AsTask();
    }
}
