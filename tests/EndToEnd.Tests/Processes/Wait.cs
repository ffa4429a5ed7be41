namespace EndToEnd.Tests.Processes;

/// <summary>Waits for a condition with a bound, instead of sleeping and hoping.</summary>
internal static class Wait
{
    /// <summary>Far beyond what anything takes, for machines with other work to do.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public static Task UntilAsync(Func<bool> condition, Func<string> what) => UntilAsync(() => Task.FromResult(condition()), what);

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what)
    {
        var end = Environment.TickCount64 + (long)Bound.TotalMilliseconds;
        while (!await condition())
        {
            Assert.True(Environment.TickCount64 < end, $"Not within {Bound.TotalSeconds} s: {what()}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
