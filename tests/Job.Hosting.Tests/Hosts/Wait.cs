namespace Job.Hosting.Tests.Hosts;

/// <summary>Waits for a condition with a bound, instead of sleeping and hoping.</summary>
internal static class Wait
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var end = Environment.TickCount64 + (long)Bound.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < end, $"Not within {Bound.TotalSeconds} s: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
