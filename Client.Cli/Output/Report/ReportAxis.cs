namespace Client.Cli.Output.Report;

/// <summary>How a chart's values are laid out along one of its axes.</summary>
internal enum ReportAxis
{
    /// <summary>Even steps.</summary>
    Linear,

    /// <summary>Even factors; values at or below 0 are left out.</summary>
    Logarithmic,

    /// <summary>Shares from 0 to below 1 by how many nines they have: 0, 90 %, 99 %, 99.9 % lie evenly, so that a tail can be seen.</summary>
    Nines,
}
