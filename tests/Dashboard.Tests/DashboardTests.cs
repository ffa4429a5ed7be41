using System.Globalization;
using System.Text;
using Broker.Api.Tests;
using Microsoft.Playwright;

namespace Dashboard.Tests;

/// <summary>The dashboard in a real browser before real programs.</summary>
[Collection(OneBrowser.Name)]
public sealed class DashboardTests(Browser browser)
{
    private const string Key = "a key of sixteen letters and more";

    private static readonly Dictionary<string, string> TwoSlots = new() { ["Worker:Slots"] = "2", ["Worker:Simulate:Long"] = "00:00:00.060" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_UnderLoad_EveryPartShowsIt()
    {
        await using var cluster = new TestCluster(worker: TwoSlots);
        await using var load = new SteadyLoad(cluster.Broker.Address, clients: 12);
        await using var view = await browser.OpenAsync(cluster.Broker.Address);
        var page = view.Page;

        await view.ShowsAsync("#link-text", "Live");
        await view.HoldsAsync("() => document.querySelectorAll('#worker-rows .slot.long').length > 0 && document.querySelectorAll('#worker-rows .slot.short').length > 0");
        await view.HoldsAsync("() => Number(document.getElementById('q-long').textContent) > 0");
        await view.HoldsAsync("() => document.getElementById('f-short').textContent.includes('ms') && document.getElementById('f-long').textContent.includes('ms')");
        await view.HoldsAsync("() => document.getElementById('passing-text').textContent.includes('Shorts passed Longs')");
        await view.HoldsAsync("() => document.querySelectorAll('#decisions tr').length > 20 && document.querySelectorAll('#applications tr').length >= 7");
        Assert.Equal(2, await page.Locator(".charts canvas").CountAsync());
        await view.ShowsAsync("#workers-sum", "3 open");

        await page.FillAsync("#d-filter", "App3");
        await view.HoldsAsync("() => [...document.querySelectorAll('#decisions tr')].every(row => row.children[1]?.textContent === 'App3')");
        await page.ClickAsync("#d-pause");
        Assert.Equal("true", await page.GetAttributeAsync("#d-pause", "aria-pressed"));

        await Browser.AssertAccessibleAsync(page);
        Assert.Empty(view.Faults);
    }

    [Fact]
    public async Task Worker_KilledAndBack_TurnsAndReturns()
    {
        await using var cluster = new TestCluster(new Dictionary<string, string> { ["ReverseProxy:Clusters:workers:HealthCheck:Active:Interval"] = "00:00:00.300" });
        var port = cluster.Worker(2).Address.Port.ToString(CultureInfo.InvariantCulture);
        await using var view = await browser.OpenAsync(cluster.Broker.Address);
        await view.ShowsAsync("[data-worker='2'] .state", "open");

        await cluster.StopWorkerAsync(2);
        await view.ShowsAsync("[data-worker='2'] .state", "it does not answer its health checks");
        await view.ShowsAsync("#workers-sum", "2 of 3 open");
        await view.ShowsAsync("#marks", "Worker 2 closed");
        await Browser.AssertAccessibleAsync(view.Page);

        await using var again = new WorkerFactory(2, new Dictionary<string, string> { ["Worker:FirstPort"] = port });
        await view.ShowsAsync("[data-worker='2'] .state", "open");
        await view.ShowsAsync("#marks", "Worker 2 is open again");
        Assert.Empty(view.Faults);
    }

    [Fact]
    public async Task Worker_ThatFails_IsShownAsEjectedWithWhy()
    {
        await using var cluster = new TestCluster(new Dictionary<string, string> { ["ReverseProxy:Clusters:workers:HealthCheck:Active:Enabled"] = "false" });
        await using var view = await browser.OpenAsync(cluster.Broker.Address);
        await view.ShowsAsync("[data-worker='2'] .state", "open");

        await cluster.StopWorkerAsync(2);
        await WorkersOfAsync(cluster.Client, 30);
        await view.ShowsAsync("[data-worker='2'] .state b", "ejected");
        await view.ShowsAsync("[data-worker='2'] .state span", "UTC: it could not be connected to");
        await Browser.AssertAccessibleAsync(view.Page);
        Assert.Empty(view.Faults);
    }

    [Fact]
    public async Task Policy_ChangedByClick_ChangesTheRotationAndShowsTheOldOneBeside()
    {
        await using var cluster = new TestCluster();
        await using var view = await browser.OpenAsync(cluster.Broker.Address);
        await view.ShowsAsync("#policy-now", "round-robin");
        Assert.Equal(["1", "2", "3"], await WorkersOfAsync(cluster.Client, 3));

        await view.Page.SelectOptionAsync("#s-policy", "consistent-hash");
        await view.Page.SelectOptionAsync("#s-order", "arrival");
        await view.Page.ClickAsync("#apply");

        await view.ShowsAsync("#settings-said", "In force: policy round-robin → consistent-hash, order short-first → arrival.");
        await view.ShowsAsync("#policy-now", "consistent-hash · arrival");
        await view.ShowsAsync("#effect-title", "policy round-robin → consistent-hash");
        Assert.Equal(4, await view.Page.Locator("#effect-rows tr").CountAsync());
        await view.ShowsAsync("#marks", "Policy round-robin → consistent-hash");
        Assert.Single((await WorkersOfAsync(cluster.Client, 3)).Distinct());
        await Browser.AssertAccessibleAsync(view.Page);

        await view.Page.FillAsync("#s-slots", "many");
        await view.Page.ClickAsync("#apply");
        await view.ShowsAsync("#settings-said", "slots is 'many'; it must be unlimited, reported, or a number from 1 to 100000.");
        Assert.Empty(view.Faults);
    }

    [Fact]
    public async Task Drain_ByClick_ClosesTheWorkerAndOpensIt()
    {
        await using var cluster = new TestCluster();
        await using var view = await browser.OpenAsync(cluster.Broker.Address);

        await view.Page.ClickAsync("[data-worker='1'] button");
        await view.ShowsAsync("[data-worker='1'] .state", "drained");
        Assert.DoesNotContain("1", await WorkersOfAsync(cluster.Client, 4));

        await view.Page.ClickAsync("[data-worker='1'] button");
        await view.ShowsAsync("[data-worker='1'] .state", "open");
        Assert.Empty(view.Faults);
    }

    [Fact]
    public async Task Key_WrongThenRight_IsRefusedThenAccepted()
    {
        await using var cluster = new TestCluster(new Dictionary<string, string> { ["Broker:Admin:Key"] = Key });
        await using var view = await browser.OpenAsync(cluster.Broker.Address);
        var page = view.Page;
        await view.ShowsAsync("#link-text", "Live"); // on this machine all is shown without
        await view.ShowsAsync("#may", "read-only without the key");

        await page.SelectOptionAsync("#s-policy", "least-requests");
        await page.ClickAsync("#apply");
        await page.FillAsync("#key-input", "this one is not it at all");
        await Browser.AssertAccessibleAsync(page);
        await page.ClickAsync("#key-form button[type=submit]");
        await view.ShowsAsync("#key-said", "The admin key is wrong.");

        await page.FillAsync("#key-input", Key);
        await page.ClickAsync("#key-form button[type=submit]");
        await view.ShowsAsync("#settings-said", "In force: policy round-robin → least-requests."); // what was asked for goes on
        await view.ShowsAsync("#key", "Forget key");
        await page.ClickAsync("#key");
        await view.ShowsAsync("#may", "read-only without the key");
        Assert.Empty(view.Faults);
    }

    [Fact]
    public async Task Stream_TheBrokerGoesAndComes_IsCalledStaleAndGoesOnByItself()
    {
        await using var worker = new WorkerFactory(1);
        var broker = new BrokerFactory([worker.Address]);
        var (address, port) = (broker.Address, broker.Address.Port.ToString(CultureInfo.InvariantCulture));
        await using var view = await browser.OpenAsync(address);
        await view.ShowsAsync("#link-text", "Live");

        await broker.DisposeAsync();
        await view.ShowsAsync("#stale", "The broker does not answer: what you see is");
        await view.ShowsAsync("#link-text", "Not connected");
        await Browser.AssertAccessibleAsync(view.Page);

        await using var again = new BrokerFactory([worker.Address], new Dictionary<string, string> { ["Broker:Port"] = port });
        await view.ShowsAsync("#link-text", "Live");
        await Assertions.Expect(view.Page.Locator("#stale")).ToBeHiddenAsync();
        Assert.Empty(view.Faults);
    }

    [Fact]
    public async Task WhatIf_OneWorkerLess_DrawsBothCurves()
    {
        await using var cluster = new TestCluster(worker: TwoSlots);
        await using (new SteadyLoad(cluster.Broker.Address, clients: 6))
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => WorkersOfAsync(cluster.Client, 5)));
        }

        await using var view = await browser.OpenAsync(cluster.Broker.Address);
        await view.ShowsAsync("#link-text", "Live");
        await view.Page.FillAsync("#w-workers", "1");
        await view.Page.SelectOptionAsync("#w-order", "arrival");
        await view.Page.ClickAsync("#compare");

        await view.ShowsAsync("#whatif-said", "Then: round-robin, arrival, reservation computed, 1 × 2.");
        Assert.Equal(5, await view.Page.Locator("#whatif-rows tr").CountAsync());
        await Assertions.Expect(view.Page.Locator("#chart-whatif canvas")).ToBeVisibleAsync();
        await view.ShowsAsync("#policy-now", "round-robin · short-first"); // nothing was changed
        await Browser.AssertAccessibleAsync(view.Page);
        Assert.Empty(view.Faults);
    }

    [Fact]
    public async Task Page_AtRest_SaysWhatToDoNext()
    {
        await using (var cluster = new TestCluster())
        {
            await using var view = await browser.OpenAsync(cluster.Broker.Address);
            await view.ShowsAsync("#start", "Ready: send the first jobs");
            await view.ShowsAsync("#start-commands", $"lb send App1:Long App2:Short App3:Long App4:Short --broker {cluster.Broker.Address.GetLeftPart(UriPartial.Authority)}");
            await Browser.AssertAccessibleAsync(view.Page);
            await WorkersOfAsync(cluster.Client, 1);
            await Assertions.Expect(view.Page.Locator("#start")).ToBeHiddenAsync();
        }

        await using var alone = new BrokerFactory([], new Dictionary<string, string> { ["Broker:Members:Source"] = "registered" });
        await using var empty = await browser.OpenAsync(alone.Address, scheme: ColorScheme.Dark);
        await empty.ShowsAsync("#start", "No worker is open yet");
        await empty.ShowsAsync("#start-commands", "dotnet run --project Worker.Api");
        await Browser.AssertAccessibleAsync(empty.Page);
        Assert.Empty(empty.Faults);
    }

    private static async Task<string[]> WorkersOfAsync(HttpClient client, int jobs)
    {
        var workers = new string[jobs];
        for (var job = 0; job < jobs; job++)
        {
            using var answer = await client.PostAsync("/process", new StringContent("App1:Short", Encoding.UTF8, "text/plain"), Token);
            workers[job] = answer.Headers.GetValues("X-Worker").Single();
        }

        return workers;
    }
}
