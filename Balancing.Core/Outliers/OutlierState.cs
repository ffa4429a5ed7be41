namespace Balancing.Core.Outliers;

/// <summary>What its own traffic says of a destination.</summary>
public enum OutlierState
{
    /// <summary>Nothing against it.</summary>
    Good,

    /// <summary>It is to get nothing until <see cref="DestinationHealth.EjectedUntil"/>.</summary>
    Ejected,

    /// <summary>Its ejection is over: it gets one job at a time, until one of them comes to a good end.</summary>
    OnTrial,
}
