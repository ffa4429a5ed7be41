namespace Client.Cli.Bench;

/// <summary>How the gaps between jobs scatter.</summary>
internal enum ArrivalKind
{
    /// <summary>As of many clients that know nothing of each other: exponential gaps.</summary>
    Poisson,

    /// <summary>All gaps alike, as of a clock: kinder than most clients are.</summary>
    Constant,
}
