using Balancing.Core.Picking;

namespace Client.Cli.Local;

/// <summary>What <c>lb up</c> and <c>lb demo</c> start.</summary>
internal sealed record LocalSettings
{
    public int Workers { get; init; } = 3;

    /// <summary>Jobs a worker runs at once.</summary>
    public int Slots { get; init; } = 8;

    public string Policy { get; init; } = PolicyNames.RoundRobin;

    /// <summary>The order of the broker's queue; null for what the environment says, or the broker's default.</summary>
    public string? Order { get; init; }

    /// <summary>Slots the broker holds back for Shorts; null as for <see cref="Order"/>.</summary>
    public string? Reservation { get; init; }

    /// <summary>The broker's port; 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The first worker's port, from which the others count up; 0 takes free ones.</summary>
    public int FirstPort { get; init; } = 8081;

    /// <summary>Whether the system sends jobs to itself, so that there is something to see.</summary>
    public bool Load { get; init; }

    /// <summary>How long simulated jobs take; null for what the environment says, or the worker's default.</summary>
    public (TimeSpan Short, TimeSpan Long)? Durations { get; init; }

    /// <summary>How the log is written; null for what the environment says, or lines.</summary>
    public string? Log { get; init; }

    /// <summary>The collector that traces and metrics are sent to; null for what the environment says, or none.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Whether broker and workers log every job.</summary>
    public bool Verbose { get; init; } = true;
}
