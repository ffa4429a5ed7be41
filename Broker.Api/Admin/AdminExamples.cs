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
        Set(swaggerDoc, "/admin/policy", () => new JsonObject { ["policy"] = PolicyNames.LeastRequests });
        Set(swaggerDoc, "/admin/dispatch", () => new JsonObject { ["slots"] = "reported", ["order"] = "short-first", ["reservation"] = "computed" });
    }

    private static void Set(OpenApiDocument document, string path, Func<JsonObject> example)
    {
        foreach (var body in document.Paths[path].Operations![HttpMethod.Put].RequestBody!.Content!.Values.OfType<OpenApiMediaType>())
        {
            body.Example = example();
        }
    }
}
