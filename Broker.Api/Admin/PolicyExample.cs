using System.Text.Json.Nodes;
using Balancing.Core.Picking;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Broker.Api.Admin;

/// <summary>What "Try it out" of <c>PUT /admin/policy</c> begins with: a change that is taken, where <c>"string"</c> would be refused.</summary>
internal sealed class PolicyExample : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach (var body in swaggerDoc.Paths["/admin/policy"].Operations![HttpMethod.Put].RequestBody!.Content!.Values.OfType<OpenApiMediaType>())
        {
            body.Example = new JsonObject { ["policy"] = PolicyNames.LeastRequests };
        }
    }
}
