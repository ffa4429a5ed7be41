using Balancing.Core.Outliers;
using Balancing.Core.Retrying;

namespace Balancing.Core.Tests.Outliers;

/// <summary>What holds whatever happens, in whatever order.</summary>
public sealed class OutlierLaws
{
    private const int Sequences = 10_000;
    private const int Parts = 4;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Parts)];

    /// <summary>
    /// Results of all kinds, late ones among them, probes, members that join, leave, close and open, changed settings, time that stands still, goes on and jumps both ways: nothing is ejected beyond the
    /// share, nor the last that serves; no ejection is longer than the cap; each ends; somebody is used as long as anybody could be; and once all serve well, all do.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void AnySequence_OfAnyLength_KeepsTheShareTheLastAndTheCap(int seed)
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
        var world = new OutlierWorld(random.Next(1, 9), Settings(random), random.Next());
        world.AtEjection = ejected => CheckEjection(world, ejected);
        for (var step = random.Next(10, 200); step > 0; step--)
        {
            Step(world, random);
            CheckUse(world);
        }

        Recover(world);
    }

    private static void Step(OutlierWorld world, Random random)
    {
        var destination = random.Next(world.Destinations.Length);
        switch (random.Next(22))
        {
            case < 12:
                // Some fail more than others, so that ejections come about; some results are of long ago.
                var outcome = random.Next(world.Destinations.Length + 1) <= destination ? Failure(random) : TryOutcome.Answered;
                var began = world.Now - TimeSpan.FromSeconds(random.Next(4) == 0 ? random.NextDouble() * 10 : 0);
                for (var times = random.Next(1, 8); times > 0; times--)
                {
                    world.Detector.TryEnded(world.Destinations[destination], outcome, began, world.Now);
                }

                break;
            case 12:
                world.Set(destination, (Standing)random.Next(3));
                break;
            case 13:
                world.Leave(destination);
                break;
            case 20 or 21:
                world.Detector.Excuse(world.Destinations[destination], world.Now - TimeSpan.FromSeconds(random.NextDouble() * 5), world.Now);
                break;
            case 14:
                world.Detector.Probed(world.Destinations[destination], random.Next(2) == 0, world.Now);
                break;
            case 15 when random.Next(4) == 0:
                world.Use(Settings(random));
                break;
            case 16 when random.Next(8) == 0:
                world.Now = random.Next(2) == 0 ? TimeSpan.MaxValue : TimeSpan.Zero;
                world.Detector.Advance(world.Now);
                world.Now = TimeSpan.FromSeconds(random.Next(1000));
                break;
            default:
                world.Pass(random.NextDouble() * 4);
                break;
        }
    }

    private static void CheckEjection(OutlierWorld world, DestinationHealth ejected)
    {
        var members = world.Members.Select(member => member.Destination).ToArray();
        var most = Math.Max(1, (int)((world.Settings.MaxEjected * members.Length) + 1e-9));
        var before = world.Told.Where(line => line.EndsWith($" {ejected.Owner}", StringComparison.Ordinal)).SkipLast(1);
        var wasOnTrial = before.LastOrDefault(line => !line.StartsWith("ejected", StringComparison.Ordinal) && !line.StartsWith("acquitted", StringComparison.Ordinal)) == $"on trial {ejected.Owner}";
        Assert.Contains(ejected, members);
        Assert.True(wasOnTrial || members.Count(member => member.State != OutlierState.Good) <= most, "more are ejected than may be");
        Assert.True(
            wasOnTrial || world.Members.Any(member => member.Standing == Standing.Open && member.Destination.State == OutlierState.Good),
            "the last one that served was ejected");
        Assert.True(world.Settings.Ejects, "one was ejected though nobody is to be");
    }

    private static void CheckUse(OutlierWorld world)
    {
        Assert.All(world.Members, member => Assert.False(member.Standing == Standing.Closed && member.Destination.IsUsed, "one that is closed is used"));
        Assert.All(world.Members, member => Assert.True(
            member.Standing != Standing.Open || member.Destination.State == OutlierState.Ejected || member.Destination.IsUsed, "one with nothing against it is not used"));
        Assert.True(
            world.Members.All(member => member.Standing == Standing.Closed) || world.Members.Any(member => member.Destination.IsUsed && member.Destination.JobLimit is null)
                || !world.Detector.IsPanic,
            "there is panic, and nobody is used for it");
        Assert.True(
            world.Members.All(member => member.Standing == Standing.Closed) || world.Members.Any(member => member.Destination.IsUsed), "nobody is used, though somebody could be");
    }

    // Everybody is open again and serves well: within the cap, all are used as if nothing had been.
    private static void Recover(OutlierWorld world)
    {
        for (var destination = 0; destination < world.Destinations.Length; destination++)
        {
            world.Set(destination, Standing.Open);
        }

        world.Pass(world.Settings.Window.TotalSeconds); // a look at the failure rates may be due still
        world.Pass(world.Settings.MaxEjection.TotalSeconds + 1.1); // the clock may be a second behind: that much counts as standing still
        for (var destination = 0; destination < world.Destinations.Length; destination++)
        {
            world.End(destination, TryOutcome.Answered);
        }

        Assert.All(world.Destinations, destination => Assert.Equal((OutlierState.Good, true, null), (destination.State, destination.IsUsed, destination.JobLimit)));
        Assert.False(world.Detector.IsPanic);
    }

    private static TryOutcome Failure(Random random) => (TryOutcome)random.Next(1, 9);

    private static OutlierSettings Settings(Random random)
    {
        var ejection = TimeSpan.FromSeconds(random.NextDouble() * 10);
        return new OutlierSettings
        {
            Ejects = random.Next(10) > 0,
            Failures = random.Next(1, 7),
            Window = TimeSpan.FromSeconds(random.Next(1, 20)),
            Volume = random.Next(1, 40),
            Margin = random.NextDouble(),
            BaseEjection = ejection,
            MaxEjection = ejection * random.Next(1, 20),
            MaxEjected = random.NextDouble(),
            Panic = random.NextDouble(),
        };
    }
}
