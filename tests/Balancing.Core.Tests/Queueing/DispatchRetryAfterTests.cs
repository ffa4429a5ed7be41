using Balancing.Core.Queueing;
using static Balancing.Core.Tests.Queueing.OneSlotLoad;

namespace Balancing.Core.Tests.Queueing;

/// <summary>When those refused in an overload are told to come again, and what they find then.</summary>
public sealed class DispatchRetryAfterTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void RetryAfter_TellsThoseRefusedTogetherToComeOneAfterTheOther()
    {
        var world = OneSlot(DispatchWorld.Plain);
        Overload(world, JobClass.Short, rate: 3, TimeSpan.FromSeconds(5));
        Overload(world, JobClass.Short, rate: 0.1, TimeSpan.FromSeconds(61)); // those told to come back before have come
        Overload(world, JobClass.Short, rate: 3, TimeSpan.FromSeconds(2));
        var before = world.Refused.Count;

        Arrive(world, JobClass.Short, 1000, "a");

        var told = world.Refused.Skip(before).Select(refused => refused.Ticket.RetryAfter).ToArray();
        Assert.InRange(told.Length, 990, 1000);
        Assert.Equal(told.Order(), told);
        Assert.InRange(told[^1] - told[0], TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6)); // 1000 at 200 a second
        Assert.All(told, time => Assert.InRange(time, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)));
    }

    // A hundred and fifty Longs at once, 30 s of work, and twice as many as can be done for 15 s.
    [Fact]
    public void RetryAfter_WhoeverKeepsToItFindsRoom()
    {
        var world = OneSlot(DispatchWorld.Plain);
        Arrive(world, JobClass.Long, 150, "a");
        var told = new PriorityQueue<int, TimeSpan>();
        var (again, taken, heard) = (0, 0, 0);
        var end = world.Now + TimeSpan.FromMinutes(3);
        for (var tick = 0; world.Now < end; tick++)
        {
            if (tick < 3000 && tick % 20 == 0)
            {
                Come(tries: 1);
            }

            while (told.TryPeek(out var tries, out var due) && due <= world.Now)
            {
                told.Dequeue();
                again++;
                taken += Come(tries + 1) ? 1 : 0;
            }

            Serve(world, Millisecond * 5);
        }

        Assert.InRange(again, 30, 400);
        Assert.InRange((double)taken / again, 0.9, 1);

        bool Come(int tries)
        {
            world.Arrive(JobClass.Long);
            if (world.Refused.Count == heard)
            {
                return true;
            }

            told.Enqueue(tries, world.Now + world.Refused[heard++].Ticket.RetryAfter);
            return false;
        }
    }
}
