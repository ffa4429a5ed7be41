using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Client.Cli.Tests.Stubs;

namespace Client.Cli.Tests.Commands;

/// <summary>The whole system, for real, on free ports, and the other commands against it.</summary>
public sealed partial class UpCommandTests
{
    [Fact]
    public async Task Up_UntilCtrlC_ServesAndSaysWhereAndEndsWithZero()
    {
        using var ctrlC = new CancellationTokenSource();
        var up = new LbRun();
        var running = up.RunUntilAsync(ctrlC.Token, "up", "--port", "0", "--first-port", "0", "--workers", "2", "--order", "arrival", "--reservation", "none");
        await Until.TrueAsync(() => up.OutputLines.Contains("Ctrl-C stops it all.") || running.IsCompleted);
        var broker = Broker().Match(up.Output).Groups[1].Value;

        using var http = new HttpClient();
        var dispatch = await http.GetFromJsonAsync<JsonElement>($"{broker}/admin/dispatch", TestContext.Current.CancellationToken);
        var send = await LbRun.OfAsync("send", "App1:Short", "App2:Short", "App3:Short", "--broker", broker);
        var policy = await LbRun.OfAsync("policy", "balanced", "--broker", broker);
        var unknown = await LbRun.OfAsync("policy", "best", "--broker", broker);
        var workers = await LbRun.OfAsync("workers", "--broker", broker);
        await ctrlC.CancelAsync();
        await running.Within();

        Assert.Equal(["1", "2", "1"], send.OutputLines.Select(line => line.Split(' ')[3]));
        Assert.Equal(("arrival", "none", "reported"), (Text(dispatch, "order"), Text(dispatch, "reservation"), Text(dispatch, "slots")));
        Assert.Equal(0, policy.ExitCode);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("least-requests", Assert.Single(unknown.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["2", "1"], workers.OutputLines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4]));
        Assert.Equal((0, ""), (up.ExitCode, up.Error));
        Assert.Contains($"Swagger UI: {broker}/swagger", up.OutputLines);
        Assert.Contains($"Dashboard:  {broker}/", up.OutputLines);
        Assert.Contains($"  lb send App1:Long App2:Short --broker {broker}", up.OutputLines);
        Assert.Equal(1, (await LbRun.OfAsync("workers", "--broker", broker)).ExitCode); // nobody listens any more
    }

    [Fact]
    public async Task Up_WithLoad_SendsJobsToItselfUntilItIsTold()
    {
        using var ctrlC = new CancellationTokenSource();
        var up = new LbRun();
        var running = up.RunUntilAsync(ctrlC.Token, "up", "--load", "--port", "0", "--first-port", "0", "--workers", "2");
        await Until.TrueAsync(() => up.OutputLines.Contains("Ctrl-C stops it all.") || running.IsCompleted);
        var broker = Broker().Match(up.Output).Groups[1].Value;

        using var http = new HttpClient();
        long forwarded = 0;
        for (var asked = 0; forwarded < 20 && asked < 600; asked++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            forwarded = (await http.GetFromJsonAsync<JsonElement>($"{broker}/admin/stats", TestContext.Current.CancellationToken)).GetProperty("forwarded").GetInt64();
        }

        Assert.InRange(forwarded, 20, long.MaxValue);
        var page = await http.GetStringAsync(new Uri(broker), TestContext.Current.CancellationToken);
        await ctrlC.CancelAsync();
        await running.Within();

        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal); // hosted here, too, where no folder of files lies beside the program
        Assert.Equal((0, ""), (up.ExitCode, up.Error));
        Assert.DoesNotContain("Forwarded request", up.Output, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    [GeneratedRegex(@"^Broker: +(http://\S+)", RegexOptions.Multiline)]
    private static partial Regex Broker();
}
