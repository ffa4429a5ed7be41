using Balancing.Core.Membership;
using static Balancing.Core.Tests.Membership.MemberWorld;

namespace Balancing.Core.Tests.Membership;

/// <summary>What holds after any sequence of events: 2,000 of 80 events each, by seeds.</summary>
public sealed class MemberTableLaws
{
    private const int Names = 4;

    [Fact]
    public void AnySequence_OfEvents_KeepsTheLaws()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var world = new MemberWorld();
            var renewed = new Dictionary<MemberKey, (TimeSpan At, long Epoch)>();
            for (var step = 0; step < 80; step++)
            {
                Do(random, world, renewed);
                Check(world, renewed, $"seed {seed}, step {step}");
            }

            // Everybody leaves off: after the longest lease nothing is left, whatever happened before.
            world.Busy.Clear();
            world.Pass(25);
            Assert.True(world.Listed().Length == 0, $"seed {seed}: {world.Listed()} is left");
            Assert.Equal(MemberVerdict.Joined, world.Register(Claim("0", epoch: long.MinValue)));
        }
    }

    private static void Do(Random random, MemberWorld world, Dictionary<MemberKey, (TimeSpan At, long Epoch)> renewed)
    {
        var id = random.Next(Names).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var key = Key(id);
        switch (random.Next(6))
        {
            case 0 or 1:
                var claim = Claim(id, random.Next(1, 4), $"http://{random.Next(3)}/", lease: 5) with { IsLeaving = random.Next(8) == 0 };
                var before = world.Find(id) is { State: not MemberState.Gone } member ? member.Claim : null;
                var verdict = world.Register(claim);
                Assert.Equal(
                    before is not null && claim.Epoch < before.Epoch,
                    verdict == MemberVerdict.Overtaken && before is not null);
                if (verdict is not MemberVerdict.Overtaken)
                {
                    renewed[key] = (world.Now, claim.Epoch);
                }

                break;
            case 2:
                if (world.Remove(id, random.Next(2) == 0 ? null : random.Next(1, 4)) == MemberVerdict.Removed)
                {
                    renewed.Remove(key);
                }

                break;
            case 3:
                world.Table.SetDrained(key, random.Next(2) == 0);
                break;
            case 4:
                _ = world.Busy.Remove(key) || world.Busy.Add(key);
                break;
            default:
                world.Pass(random.NextDouble() * 4);
                break;
        }

        world.Look();
    }

    private static void Check(MemberWorld world, Dictionary<MemberKey, (TimeSpan At, long Epoch)> renewed, string where)
    {
        for (var name = 0; name < Names; name++)
        {
            var key = Key($"{name}");
            var member = world.Table.Find(key);
            var lives = renewed.TryGetValue(key, out var last) && world.Now < last.At + TimeSpan.FromSeconds(5);

            // Listed and not gone, as long as its lease runs and not a moment longer; gone and listed only with requests in flight.
            Assert.True(lives == member is { State: not MemberState.Gone }, $"{where}: {world.Listed()} at {world.Now}");
            Assert.True(member is not { State: MemberState.Gone } || world.Busy.Contains(key), $"{where}: {name} is gone, holds nothing, and is listed");
            Assert.True(!lives || member!.Claim.Epoch == last.Epoch, $"{where}: not the latest process");
        }
    }
}
