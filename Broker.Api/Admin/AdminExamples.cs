using System.Text.Json.Nodes;
using Balancing.Core.Picking;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Broker.Api.Admin;

/// <summary>What "Try it out" of the admin calls begins with: a change that is taken, where <c>"string"</c> would be refused.</summary>
internal sealed class AdminExamples : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        Set(swaggerDoc, HttpMethod.Put, "/admin/policy", () => new JsonObject { ["policy"] = PolicyNames.LeastRequests });
        Set(swaggerDoc, HttpMethod.Put, "/admin/dispatch", () => new JsonObject { ["slots"] = "reported", ["order"] = "short-first", ["reservation"] = "computed" });
        Set(swaggerDoc, HttpMethod.Post, "/admin/workers", () => new JsonObject { ["id"] = "4", ["address"] = "http://127.0.0.1:8084/", ["lease"] = "00:01:00" });
        Set(swaggerDoc, HttpMethod.Put, "/admin/workers/{id}/state", () => new JsonObject { ["state"] = "draining" });
    }

    private static void Set(OpenApiDocument document, HttpMethod method, string path, Func<JsonObject> example)
    {
        foreach (var body in document.Paths[path].Operations![method].RequestBody!.Content!.Values.OfType<OpenApiMediaType>())
        {
            body.Example = example();
        }
    }
}
