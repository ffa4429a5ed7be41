using System.Diagnostics.Metrics;
using Balancing.Core.Queueing;
using Balancing.Core.Retrying;
using Balancing.Yarp.Forwarding;
using Balancing.Yarp.Leasing;
using Balancing.Yarp.Measuring;
using Balancing.Yarp.Tests.Health;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Yarp.Tests.Measuring;

public sealed class MeasuresTests
{
    [Fact]
    public async Task Ended_SomebodyListens_RecordsWithoutAllocation()
    {
        await using var one = await SickBackend.StartAsync();
        await using var other = await SickBackend.StartAsync();
        await using var host = await HealthHost.StartAsync([one, other], settings: HealthHost.Probed("01:00:00"));
        var measures = host.Services.GetRequiredService<BalancingState>().Measures;
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        var records = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, heard) =>
        {
            if (instrument.Meter.Name == BalancingMeter.Name && instrument.Meter.Scope == meters)
            {
                heard.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => records++);
        listener.Start();
        var cluster = host.Cluster;
        var ended = new EndedTry(
            cluster, cluster.Destinations["1"], TryOutcome.Answered, 200, null, JobClass.Short, 1, TimeSpan.FromSeconds(1),
            TimeSpan.FromMilliseconds(1), TimeSpan.Zero, TimeSpan.FromMilliseconds(5));

        Tell(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Tell(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(3 * 11_000, records); // in the queue, at the worker, over the expected

        void Tell(int times)
        {
            for (var time = 0; time < times; time++)
            {
                measures.Ended(ended);
            }
        }
    }
}
