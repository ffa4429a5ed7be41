namespace Broker.Api.Tests;

internal static class Eventually
{
    /// <summary>Waits until the condition holds; fails after half a minute, far beyond what any machine needs.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"It did not come about within 30 s: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
