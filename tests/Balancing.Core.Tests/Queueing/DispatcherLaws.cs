using System.Collections.Immutable;
using Balancing.Core.Picking;
using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

/// <summary>What holds for every setting of the knobs under any sequence of events.</summary>
public sealed class DispatcherLaws
{
    private const int Sequences = 100_000;
    private const int Parts = 4;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Parts)];

    /// <summary>
    /// Arrivals, ends, failures, departures, deadlines, joins, leaves, changes of slots and of settings, returns from destinations that do not take them, second arrivals, jobs bound to one, in any order: no job is lost or run
    /// twice, no slot is exceeded beyond the prefetch nor left free while a job waits (but where slots are held back), the counts are the model's at the end of every sequence; and once the arrivals stop, everybody who
    /// waits is served.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void AnySequence_OfAnyLength_LosesNothingAndStarvesNobody(int seed)
    {
        for (var sequence = 0; sequence < Sequences / Parts; sequence++)
        {
            // The seed of a failing sequence stands in the message.
            var run = (seed * Sequences) + sequence;
            try
            {
                Run(new Random(run));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Sequence {run} failed: {failure.Message}", failure);
            }
        }
    }

    private static void Run(Random random)
    {
        var world = new DispatchWorld(Settings(random), destinations: 4, random.Next(2) == 0 ? PolicyNames.RoundRobin : PolicyNames.LeastRequests);
        world.OpenOnly(0, open: true, Slots(random));
        var steps = random.Next(5, 60);
        for (var step = 0; step < steps; step++)
        {
            Step(world, random);
            Assert.False(
                world.Waiting.Any(ticket => !world.Tried.ContainsKey(ticket)) && world.AnyFree && world.HoldsNothingBack, "a job waits beside a free slot that nobody is to have");
        }

        world.CheckCounts();
        ServeAll(world);
    }

    private static void Step(DispatchWorld world, Random random)
    {
        switch (random.Next(16))
        {
            case < 5:
                world.Arrive(
                    random.Next(8) switch { < 2 => JobClass.Long, 2 => null, _ => JobClass.Short },
                    $"app{random.Next(4)}",
                    random.Next(8) == 0 ? world.Now + TimeSpan.FromMilliseconds(random.Next(-5, 500)) : null,
                    random.Next(1000));
                break;
            case < 8 when world.Running.Count > 0:
                world.Complete(world.Running[random.Next(world.Running.Count)], succeeded: random.Next(5) > 0);
                break;
            case 8 when world.Waiting.Count > 0:
                world.Abandon(world.Waiting.First());
                break;
            case 9:
                world.OpenOnly(random.Next(4), open: random.Next(3) > 0, Slots(random));
                break;
            case 12 when world.Running.Count > 0:
                world.Redirect(world.Running[random.Next(world.Running.Count)]);
                break;
            case 15 when world.Running.Count > 0:
                var again = world.Running[random.Next(world.Running.Count)];
                world.Complete(again, succeeded: false);
                world.Pass(TimeSpan.FromMilliseconds(random.Next(20)));
                world.ArriveAgain(again);
                break;
            case 13:
                world.SetSlots(random.Next(4), Slots(random));
                break;
            case 14 when random.Next(3) == 0:
                world.ArriveAt(JobClass.Short, random.Next(2) == 0 ? [random.Next(4)] : [0, 1 + random.Next(3)]);
                break;
            case 10 when random.Next(4) == 0:
                world.Use(Settings(random));
                break;
            default:
                world.Pass(TimeSpan.FromMilliseconds(random.Next(200)));
                break;
        }
    }

    private static void ServeAll(DispatchWorld world)
    {
        world.OpenOnly(0, open: true, slots: 1);
        for (var step = 0; world.Waiting.Count + world.Running.Count > 0; step++)
        {
            Assert.True(step < 10_000, $"{world.Waiting.Count} jobs wait for ever");
            if (world.Running.Count > 0)
            {
                world.Complete(world.Running[0]);
            }

            world.Pass(TimeSpan.FromMilliseconds(50));
        }

        world.CheckCounts();
        Assert.Equal(0, world.Dispatcher.ActiveApplications);
    }

    // With applications of wrong weights among them.
    private static readonly Dictionary<string, double> Weights = new() { ["app0"] = 5, ["app1"] = 0.1, ["app2"] = 0, ["app3"] = 1e300 };

    private static int? Slots(Random random) => random.Next(8) == 0 ? null : random.Next(1, 5);

    private static DispatchSettings Settings(Random random) => new()
    {
        Order = (QueueOrder)random.Next(3),
        Reservation = (ReservationRule)random.Next(2),
        Fairness = (Fairness)random.Next(2),
        Overload = (OverloadRule)random.Next(2),
        Prefetch = random.Next(3),
        Weights = random.Next(3) == 0 ? Weights : ImmutableDictionary<string, double>.Empty,
        LongShare = random.Next(2) == 0 ? 0.1 : 0.5,
        MaxQueue = random.Next(3) == 0 ? random.Next(8) : 10_000,
        MaxQueueBytes = random.Next(4) == 0 ? 2000 : 64 << 20,
    };
}
