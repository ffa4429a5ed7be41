using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Dashboard.Tests;

/// <summary>A page whose errors, and requests to others, are noted.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();

    public WatchedPage(IBrowserContext context, IPage page, Uri broker)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // That a server is gone, or refuses, Chromium writes there by itself; whether the page copes is what the tests look at.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _faults.Enqueue("console: " + message.Text);
            }
        };
        page.PageError += (_, error) => _faults.Enqueue("error: " + error);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is var url && (url.Host != broker.Host || url.Port != broker.Port) && url.Scheme is not "data")
            {
                _faults.Enqueue("request to another origin: " + request.Url);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>What went wrong so far.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Waits until an element shows a text.</summary>
    public Task ShowsAsync(string selector, string text) => Assertions.Expect(Page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = 30_000 });

    /// <summary>Waits until a script's value is true.</summary>
    public Task HoldsAsync(string script) => Page.WaitForFunctionAsync(script, null, new() { Timeout = 30_000 });

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
