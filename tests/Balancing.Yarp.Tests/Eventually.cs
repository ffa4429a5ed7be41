namespace Balancing.Yarp.Tests;

internal static class Eventually
{
    /// <summary>Waits until the condition holds; fails after half a minute, far beyond what any machine needs.</summary>
    public static async Task HoldsAsync(Func<bool> condition, Func<string> state)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"It did not come about within 30 s: {state()}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
