using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Client.Cli.Bench;

/// <summary>
/// Some jobs to a server of one's own before the first leg, when that has no warm-up: what the generator does for the first time is slow (the runtime compiles it), and
/// without a warm-up it would be booked to the target.
/// </summary>
internal static class Rehearsal
{
    private static readonly RatePlan Plan = new(500, 500, TimeSpan.Zero, TimeSpan.FromSeconds(0.6));

    /// <summary>Takes about a second.</summary>
    /// <param name="stop">Breaks it off.</param>
    public static async Task RunAsync(CancellationToken stop)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.Run(context => context.Response.WriteAsync("{}"));
        await server.StartAsync(stop);
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        var settings = new LegSettings();
        using var poster = new JobPoster(settings.Mix.Applications, settings.Timeout, TimeProvider.System);
        var recorder = new LegRecorder([WindowRecord.Empty(TimeSpan.Zero, Plan.Counted)], Plan.WarmUp);
        await new BenchLeg(poster, settings).RunAsync(new BenchTarget("rehearsal", new Uri(address)), Plan, seed: 1, recorder, stop);
    }
}
