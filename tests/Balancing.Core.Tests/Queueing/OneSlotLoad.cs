using Balancing.Core.Queueing;

namespace Balancing.Core.Tests.Queueing;

/// <summary>Load for a world of one slot that works at a steady pace.</summary>
internal static class OneSlotLoad
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    public static DispatchWorld OneSlot(DispatchSettings settings)
    {
        var world = new DispatchWorld(settings, 1);
        world.Open(1);
        Overload(world, JobClass.Short, 0.9, TimeSpan.FromSeconds(1));
        return world;
    }

    public static void Arrive(DispatchWorld world, JobClass jobClass, int jobs, string application)
    {
        for (var job = 0; job < jobs; job++)
        {
            world.Arrive(jobClass, application);
        }
    }

    /// <summary>So many times as many jobs as the slot can do come, evenly.</summary>
    public static void Overload(DispatchWorld world, JobClass jobClass, double rate, TimeSpan time, TimeSpan? deadline = null)
    {
        var end = world.Now + time;
        var due = 0.0;
        while (world.Now < end)
        {
            for (due += rate; due >= 1; due--)
            {
                world.Arrive(jobClass, deadline: world.Now + deadline);
            }

            Serve(world, Millisecond * 5);
        }
    }

    /// <summary>The slot works for so long: 5 ms a Short, 200 ms a Long.</summary>
    public static void Serve(DispatchWorld world, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Millisecond * 5)
        {
            world.Pass(Millisecond * 5);
            if (world.Running.Count > 0 && world.Now - world.Running[0].DispatchedAt >= Millisecond * (world.Running[0].Label == JobClass.Short ? 5 : 200))
            {
                world.Complete(world.Running[0]);
            }
        }
    }
}
