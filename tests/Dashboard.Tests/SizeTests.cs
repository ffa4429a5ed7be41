using System.Globalization;
using Broker.Api.Tests;
using Microsoft.Playwright;

namespace Dashboard.Tests;

/// <summary>The dashboard on small and large screens, in both schemes, of few and many workers.</summary>
[Collection(OneBrowser.Name)]
public sealed class SizeTests(Browser browser)
{
    private const int Many = 1000;

    [Fact]
    public async Task Page_PhoneToWideScreenInBothSchemes_FitsAndIsAccessible()
    {
        await using var cluster = new TestCluster(worker: new Dictionary<string, string> { ["Worker:Slots"] = "2" });
        await using var load = new SteadyLoad(cluster.Broker.Address, clients: 9);
        foreach (var (width, height) in new[] { (360, 780), (1280, 800), (2560, 1440) })
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await using var view = await browser.OpenAsync(cluster.Broker.Address, width, height, scheme);
                await view.HoldsAsync("() => document.querySelectorAll('#decisions tr').length > 5 && document.getElementById('f-long').textContent.includes('ms')");
                Assert.True(await view.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{width} px is too narrow");
                if (width < 640)
                {
                    // Nobody scrolls sideways for the reason of a decision.
                    Assert.Equal("", await view.Page.EvaluateAsync<string>("[...document.querySelectorAll('.scroll')].filter(table => table.scrollWidth > table.clientWidth).map(table => table.ariaLabel).join()"));
                }
                await Browser.AssertAccessibleAsync(view.Page);
                Assert.Empty(view.Faults);
                await KeepPictureAsync(view.Page, $"{width}-{scheme}".ToLowerInvariant());
            }
        }
    }

    [Fact]
    public async Task Page_AThousandWorkers_StaysQuick()
    {
        await using var worker = new WorkerFactory(1, new Dictionary<string, string> { ["Worker:Slots"] = "100000" });
        await using var broker = new BrokerFactory(
            [.. Enumerable.Repeat(worker.Address, Many)],
            new Dictionary<string, string> { ["Broker:Dispatch:Slots"] = "8", ["ReverseProxy:Clusters:workers:HealthCheck:Active:Enabled"] = "false" });
        await using var load = new SteadyLoad(broker.Address, clients: 50);
        await using var view = await browser.OpenAsync(broker.Address);
        await view.ShowsAsync("#workers-sum", "1,000 open");
        await view.HoldsAsync("() => dashboardFrames.length >= 12");

        // The first frame makes the rows. Of the others the quickest quarter: what the rest of this machine does meanwhile
        // makes frames slower, never quicker, and is nobody's fault here.
        var frames = await view.Page.EvaluateAsync<double[]>("dashboardFrames.slice(1)");
        var quarter = frames.Order().ElementAt(frames.Length / 4);
        Assert.True(quarter < 30, string.Create(CultureInfo.InvariantCulture, $"a frame takes {quarter:0.0} ms of script"));
        Assert.InRange(await view.Page.Locator("#worker-rows li").CountAsync(), 1, 40);
        await view.Page.FillAsync("#worker-filter", "999");
        await view.HoldsAsync("() => document.querySelectorAll('#worker-rows li').length === 1");
        await Browser.AssertAccessibleAsync(view.Page);
        Assert.Empty(view.Faults);
        await KeepPictureAsync(view.Page, "thousand");
    }

    // For who wants to look at them, or to put one into the README.
    private static async Task KeepPictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("DASHBOARD_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }
}
