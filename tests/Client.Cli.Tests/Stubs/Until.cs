namespace Client.Cli.Tests.Stubs;

/// <summary>Waits for conditions, with a bound.</summary>
internal static class Until
{
    /// <summary>Long enough for a busy machine that has to start processes; a test that waits for it is about to fail.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Waits for a task, but not for ever.</summary>
    public static Task Within(this Task task) => task.WaitAsync(Bound, TestContext.Current.CancellationToken);

    public static async Task TrueAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!condition())
        {
            await Task.Delay(5, bound.Token);
        }
    }
}
