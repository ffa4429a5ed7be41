using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Worker.Api.Tests.Hosts;

namespace Worker.Api.Tests;

public class OpenApiTests
{
    [Fact]
    public async Task Swagger_Document_IsValidAndListsWhatTheWorkerServes()
    {
        await using var worker = await WorkerServer.StartAsync();
        var json = await worker.Client.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken);
        var read = OpenApiDocument.Parse(json, OpenApiConstants.Json, new OpenApiReaderSettings { RuleSet = ValidationRuleSet.GetDefaultRuleSet() });
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);

        var process = read.Document!.Paths["/process"].Operations![HttpMethod.Post];
        Assert.Equal(["application/json", "text/plain"], process.RequestBody!.Content!.Keys.Order(StringComparer.Ordinal));
        Assert.All(process.RequestBody.Content.Values, media => Assert.True(media.Example is not null || media.Examples is { Count: > 0 }));
        Assert.Equal(["application/json", "text/plain"], process.Responses!["200"].Content!.Keys.Order(StringComparer.Ordinal));
        Assert.Superset(new HashSet<string> { "200", "400", "413", "415", "503" }, process.Responses.Keys.ToHashSet());
        Assert.All(
            process.Responses.Where(response => response.Key != "200"),
            response => Assert.Equal(["application/problem+json"], response.Value.Content!.Keys));
        Assert.Contains("inFlight", read.Document.Paths["/load"].Operations![HttpMethod.Get].Responses!["200"].Content!["application/json"].Schema!.Properties!);
    }

    [Fact]
    public async Task Swagger_Page_IsServed()
    {
        await using var worker = await WorkerServer.StartAsync();
        Assert.Contains("swagger-ui", await worker.Client.GetStringAsync("/swagger", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
