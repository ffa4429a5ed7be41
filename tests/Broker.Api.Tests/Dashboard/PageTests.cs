using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Broker.Api.Tests.Dashboard;

/// <summary>The files of the dashboard.</summary>
public sealed partial class PageTests
{
    private static readonly string[] Paths = ["/", "/dashboard", "/dashboard/app.js", "/dashboard/events"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_AllItNames_IsServedHereUnderAStrictPolicy()
    {
        await using var cluster = new TestCluster();
        using var answer = await cluster.Client.GetAsync("/", Token);
        var page = await answer.Content.ReadAsStringAsync(Token);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch(Inline(), page);
        var files = File().Matches(page).Select(match => match.Groups["file"].Value).ToArray();
        Assert.Contains("/dashboard/app.js", files);
        foreach (var file in files)
        {
            using var part = await cluster.Client.GetAsync(file, Token);
            Assert.Equal((HttpStatusCode.OK, "nosniff"), (part.StatusCode, part.Headers.GetValues("X-Content-Type-Options").Single()));
            Assert.DoesNotMatch(Elsewhere(), await part.Content.ReadAsStringAsync(Token));
        }
    }

    [Fact]
    public async Task Page_Unchanged_IsNotSentAgain()
    {
        await using var cluster = new TestCluster();
        using var first = await cluster.Client.GetAsync("/dashboard/app.js", Token);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/dashboard/app.js") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await cluster.Client.SendAsync(again, Token);
        using var none = await cluster.Client.GetAsync("/dashboard/nothing.js", Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified, HttpStatusCode.NotFound), (first.StatusCode, second.StatusCode, none.StatusCode));
    }

    [Fact]
    public async Task Page_Disabled_IsNotThere()
    {
        await using var cluster = new TestCluster(new Dictionary<string, string> { ["Broker:Dashboard:Enabled"] = "false" });

        Assert.All(
            await Task.WhenAll(Paths.Select(path => cluster.Client.GetAsync(path, Token))),
            answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    [Fact]
    public async Task Page_ARouteThatTakesTheRoot_GoesBeforeIt()
    {
        await using var site = await EchoServer.StartAsync();
        await using var broker = new BrokerFactory([], new Dictionary<string, string>
        {
            ["ReverseProxy:Routes:site:ClusterId"] = "site",
            ["ReverseProxy:Routes:site:Match:Path"] = "/{**all}",
            ["ReverseProxy:Clusters:site:Destinations:1:Address"] = site.Address.AbsoluteUri,
        });
        using var client = broker.CreateClient();

        using var root = await client.GetAsync("/", Token);
        using var page = await client.GetAsync("/dashboard", Token);

        Assert.True(root.Headers.Contains("X-Worker"));
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
    }

    // What stands in the repository is what its author published: see THIRD-PARTY-NOTICES.md.
    [Theory]
    [InlineData("uPlot.iife.min.js", "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f")]
    [InlineData("uPlot.min.css", "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04")]
    public async Task VendoredFile_Checksum_IsThatOfThePackage(string file, string sum)
    {
        await using var cluster = new TestCluster();

        Assert.Equal(sum, Convert.ToHexStringLower(SHA256.HashData(await cluster.Client.GetByteArrayAsync($"/dashboard/{file}", Token))));
    }

    [GeneratedRegex("(?:src|href)=\"(?<file>/dashboard/[^\"]+)\"")]
    private static partial Regex File();

    [GeneratedRegex(@"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    // Addresses of other hosts; the name of the SVG language is none.
    [GeneratedRegex(@"https?://(?!www\.w3\.org/2000/svg|github\.com/leeoniya)[a-z]", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();
}
