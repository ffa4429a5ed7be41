using System.Text.Json;
using Microsoft.Playwright;

namespace Dashboard.Tests;

/// <summary>One Chromium for all tests: the one of the system, because a browser that Playwright downloads is none that can be updated with it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places =
    [
        Environment.GetEnvironmentVariable("CHROMIUM") ?? "",
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private static readonly Lazy<string> Axe = new(ReadAxe);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Opens a page that is watched: no error in its console, nothing asked of another origin.</summary>
    internal async Task<WatchedPage> OpenAsync(Uri broker, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium here; install one, or name it in the variable CHROMIUM.");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        var page = new WatchedPage(context, await context.NewPageAsync(), broker);
        await page.Page.GotoAsync(broker.AbsoluteUri);
        return page;
    }

    /// <summary>Asserts that axe finds nothing wrong with a page.</summary>
    internal static async Task AssertAccessibleAsync(IPage page)
    {
        await page.EvaluateAsync(Axe.Value); // past the page's policy, which lets no script in
        var found = await page.EvaluateAsync<string>("async () => JSON.stringify((await axe.run(document, { resultTypes: ['violations'] })).violations)");
        var faults = JsonElement.Parse(found!).EnumerateArray()
            .SelectMany(fault => fault.GetProperty("nodes").EnumerateArray(), (fault, node) => $"{fault.GetProperty("id")}: {node.GetProperty("html")}: {node.GetProperty("failureSummary")}")
            .ToArray();
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    public async ValueTask InitializeAsync()
    {
        var chromium = Array.Find(Places, File.Exists);
        if (chromium is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            return; // each test says so when it wants a page
        }

        Assert.True(chromium is not null, $"There is no Chromium at any of {string.Join(", ", Places)}: .ci/run installs one.");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string ReadAxe()
    {
        using var reader = new StreamReader(typeof(Browser).Assembly.GetManifestResourceStream("axe.min.js")!);
        return reader.ReadToEnd();
    }
}
