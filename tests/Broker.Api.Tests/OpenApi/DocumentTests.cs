using System.Text;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Broker.Api.Tests.OpenApi;

public sealed class DocumentTests : IAsyncLifetime
{
    private readonly BrokerFactory _broker = new([new Uri("http://127.0.0.1:9/")]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Document_AsServed_IsValidOpenApi3()
    {
        var (document, diagnostic) = await ReadAsync();

        Assert.Empty(diagnostic!.Errors);
        Assert.Empty(diagnostic.Warnings);
        Assert.Empty(document!.Validate(ValidationRuleSet.GetDefaultRuleSet()));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_0, diagnostic.SpecificationVersion);
    }

    [Fact]
    public async Task Document_Process_HasBothFormsExamplesAndEveryStatusAsAProblem()
    {
        var (document, _) = await ReadAsync();

        var process = document!.Paths["/process"].Operations![HttpMethod.Post];
        Assert.Equal(["application/json", "text/plain"], process.RequestBody!.Content!.Keys.Order());
        Assert.NotEmpty(process.RequestBody.Content["application/json"].Examples!);
        Assert.NotNull(process.RequestBody.Content["text/plain"].Example);
        Assert.Equal(["200", "400", "413", "415", "502", "503", "504", "default"], process.Responses!.Keys.Order());
        Assert.All(
            process.Responses.Where(response => response.Key != "200"),
            response => Assert.Equal(["application/problem+json"], response.Value.Content!.Keys));
    }

    [Fact]
    public async Task Document_AdminCalls_AreListed()
    {
        var (document, _) = await ReadAsync();

        Assert.Equal(
            ["/admin/decisions", "/admin/dispatch", "/admin/policy", "/admin/restart", "/admin/stats", "/admin/what-if", "/admin/workers", "/admin/workers/{id}", "/admin/workers/{id}/state", "/process"],
            document!.Paths.Keys.Order());
        Assert.Equal(2, document.Paths["/admin/policy"].Operations!.Count);
    }

    [Theory]
    [InlineData("/admin/policy")]
    [InlineData("/admin/dispatch")]
    public async Task Document_ExampleOfAChange_IsOneTheBrokerTakes(string path)
    {
        var (document, _) = await ReadAsync();

        var example = document!.Paths[path].Operations![HttpMethod.Put].RequestBody!.Content!["application/json"].Example!;
        using var client = _broker.CreateClient();
        using var answer = await client.PutAsync(
            path, new StringContent(example.ToJsonString(), Encoding.UTF8, "application/json"), Token);

        answer.EnsureSuccessStatusCode();
        Assert.Equal("/process", document.Paths.Keys.First()); // and what a newcomer came to try stands above it
    }

    [Fact]
    public async Task Page_Swagger_IsServed()
    {
        using var client = _broker.CreateClient();

        Assert.Contains("swagger-ui", await client.GetStringAsync("/swagger", Token), StringComparison.Ordinal);
    }

    private async Task<ReadResult> ReadAsync()
    {
        using var client = _broker.CreateClient();
        var json = await client.GetStringAsync("/swagger/v1/swagger.json", Token);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return await OpenApiDocument.LoadAsync(stream, "json", cancellationToken: Token);
    }
}
