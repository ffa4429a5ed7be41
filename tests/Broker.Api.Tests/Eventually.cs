namespace Broker.Api.Tests;

internal static class Eventually
{
    /// <summary>Waits until the condition holds; fails after half a minute, far beyond what any machine needs.</summary>
    public static Task HoldsAsync(Func<Task<bool>> condition, string what) => HoldsAsync(condition, () => Task.FromResult(what));

    /// <summary>The same, and says what was there instead.</summary>
    public static Task HoldsAsync(Func<bool> condition, Func<string> instead)
        => HoldsAsync(() => Task.FromResult(condition()), () => Task.FromResult(instead()));

    /// <inheritdoc cref="HoldsAsync(Func{bool}, Func{string})"/>
    public static Task HoldsAsync(Func<Task<bool>> condition, Func<string> instead) => HoldsAsync(condition, () => Task.FromResult(instead()));

    /// <summary>Waits until a text contains another.</summary>
    public static Task ContainsAsync(string expected, Func<Task<string>> text)
        => HoldsAsync(async () => (await text()).Contains(expected, StringComparison.Ordinal), text);

    private static async Task HoldsAsync(Func<Task<bool>> condition, Func<Task<string>> instead)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!await condition())
        {
            if (DateTime.UtcNow > deadline)
            {
                Assert.Fail($"It did not come about within 30 s: {await instead()}");
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
