using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Job.Hosting.OpenApi;

/// <summary>
/// Describes <c>POST /process</c> by hand: at the broker it is a proxied route, which no explorer sees, and at the worker
/// the body is read by the contract's own reader.
/// </summary>
internal sealed class ProcessDocumentFilter(bool isBroker) : IDocumentFilter
{
    private const string Json = "application/json";
    private const string Text = "text/plain";
    private const string ProblemSchema = "Problem";

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        swaggerDoc.AddComponent(ProblemSchema, Problem());

        // First on the page: it is what a newcomer came to try.
        var others = swaggerDoc.Paths;
        swaggerDoc.Paths = new OpenApiPaths
        {
            ["/process"] = new OpenApiPathItem
            {
                Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Post] = Process(swaggerDoc) },
            },
        };
        foreach (var (path, item) in others)
        {
            swaggerDoc.Paths.Add(path, item);
        }

        foreach (var operation in swaggerDoc.Paths.Values.SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>()))
        {
            operation.Responses ??= [];
            operation.Responses.TryAdd("default", Fault(swaggerDoc, "Any other error"));
        }
    }

    private OpenApiOperation Process(OpenApiDocument document)
    {
        var operation = new OpenApiOperation
        {
            OperationId = "Process",
            Summary = isBroker ? "Runs one job on one of the workers." : "Runs one job.",
            Description = "A job travels as JSON or as one line of text; the answer follows Accept, and without one the form of the request.",
            Tags = new HashSet<OpenApiTagReference> { new("Jobs", document) },
            RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    [Json] = new OpenApiMediaType
                    {
                        Schema = Job(),
                        Examples = new Dictionary<string, IOpenApiExample>
                        {
                            ["Long"] = Example("""{"applicationId":"App1","applicationType":"Long"}"""),
                            ["Short"] = Example("""{"applicationId":"App2","applicationType":"Short"}"""),
                            ["With a payload"] = Example("""{"applicationId":"App3","applicationType":"Short","payload":{"pages":3}}"""),
                        },
                    },
                    [Text] = new OpenApiMediaType
                    {
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^\\s*[^:]{1,128}:(Long|Short)\\s*$" },
                        Example = "App1:Long",
                    },
                },
            },
            Responses = new OpenApiResponses
            {
                ["200"] = Answer(),
                ["400"] = Fault(document, "Not a valid job; all faults at once under errors"),
                ["413"] = Fault(document, "The body is larger than allowed"),
                ["415"] = Fault(document, "Neither application/json nor text/plain in UTF-8, or a content coding"),
                ["503"] = Fault(document, isBroker ? "No worker, or the broker is draining; see Retry-After" : "Queue full, or the worker is draining; see Retry-After", "Retry-After"),
            },
        };
        if (isBroker)
        {
            operation.Responses["502"] = Fault(document, "The worker broke off before it gave a whole answer");
            operation.Responses["504"] = Fault(document, "The worker gave no answer within the time allowed");
        }
        else
        {
            operation.Responses["504"] = Fault(document, "The job's Request-Timeout passed before it had a slot; it was not run");
        }

        return operation;
    }

    private static OpenApiSchema Job() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "applicationId", "applicationType" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["applicationId"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MinLength = 1,
                MaxLength = 128,
                Pattern = "^[^:]+$",
                Description = "Any printable characters except the colon.",
            },
            ["applicationType"] = Type("Short (milliseconds) or Long (seconds), in any letter case."),
            ["payload"] = new OpenApiSchema { Description = "Any JSON value; passed through untouched." },
        },
    };

    private static OpenApiSchema Type(string? description = null) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [JsonValue.Create("Long"), JsonValue.Create("Short")],
        Description = description,
    };

    private OpenApiResponse Answer()
    {
        var answer = new OpenApiResponse
        {
            Description = "The job is done.",
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [Json] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { "applicationId", "applicationType", "worker", "message", "durationMs" },
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["applicationId"] = new OpenApiSchema { Type = JsonSchemaType.String },
                            ["applicationType"] = Type(),
                            ["worker"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Id of the worker that ran it." },
                            ["message"] = new OpenApiSchema { Type = JsonSchemaType.String },
                            ["durationMs"] = new OpenApiSchema { Type = JsonSchemaType.Number, Description = "Milliseconds the worker spent on it." },
                            ["result"] = new OpenApiSchema { Description = "What the worker's handler made, if it made anything." },
                        },
                    },
                    Example = JsonNode.Parse("""
                        {"applicationId":"App1","applicationType":"Long","worker":"1","message":"Worker 1 processed complex (Long) request for App1.","durationMs":200.4}
                        """),
                },
                [Text] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    Example = "Worker 1 processed complex (Long) request for App1.",
                },
            },
        };
        if (isBroker)
        {
            answer.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["X-Worker"] = Header("Id of the worker that served it."),
                ["Server-Timing"] = Header("queue;dur= and worker;dur=, in milliseconds (W3C Server Timing)."),
            };
        }

        return answer;
    }

    private static OpenApiResponse Fault(OpenApiDocument document, string description, string? header = null) => new()
    {
        Description = description,
        Headers = header is null ? null : new Dictionary<string, IOpenApiHeader> { [header] = Header("Seconds to wait before asking again.") },
        Content = new Dictionary<string, IOpenApiMediaType>
        {
            ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(ProblemSchema, document) },
        },
    };

    private static OpenApiHeader Header(string description)
        => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiExample Example(string json) => new() { Value = JsonNode.Parse(json) };

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "RFC 9457: what was given, what is allowed and how to mend it.",
        Required = new HashSet<string> { "type", "title", "status", "detail", "traceId" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "All faults of the body, by member.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            },
        },
    };
}
