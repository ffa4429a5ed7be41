namespace Balancing.Core.Queueing;

/// <summary>What one application has in the queue and on the slots, and how far it is ahead of the others.</summary>
internal sealed class ApplicationShare(string application)
{
    // Equals scatter by chance: at 2 one of twenty is now and then told from the others when all back up. At 8 an application with two Longs waiting has many beside a flood held at 15.
    private const int Little = 4;

    /// <summary>Its waiting Shorts, oldest first.</summary>
    public TicketList Shorts;

    /// <summary>Its waiting Longs, oldest first.</summary>
    public TicketList Longs;

    public string Application { get; } = application;

    /// <summary>How much more it may have than one of weight 1; above 0.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>Where its next Short would start in the fair order, unless the others are past that already.</summary>
    public double ShortFinish { get; set; }

    /// <summary>The same for Longs.</summary>
    public double LongFinish { get; set; }

    public int Waiting => Shorts.Count + Longs.Count;

    /// <summary>The one of its waiting jobs that came last.</summary>
    public Ticket? Newest => Longs.Newest is { } other && !(Shorts.Newest?.Sequence > other.Sequence) ? other : Shorts.Newest;

    public int RunningShorts { get; set; }

    public int RunningLongs { get; set; }

    public int Index { get; set; } = -1;

    /// <summary>Its place among those with waiting Longs.</summary>
    public int LongIndex { get; set; } = -1;

    public int Running => RunningShorts + RunningLongs;

    /// <summary>The slots it may have where each application gets its share; at least one.</summary>
    /// <param name="perWeight">Slots for an application of weight 1.</param>
    public double Slots(double perWeight) => Math.Max(1, perWeight * Weight);

    /// <summary>Whether so many waiting jobs are few, by weight, beside all those of this application.</summary>
    /// <param name="jobs">Of another.</param>
    /// <param name="weight">The other's.</param>
    public bool MakesLittleOf(int jobs, double weight) => Little * jobs * Weight <= Waiting * weight;

    public bool IsActive => Waiting + Running > 0;
}
