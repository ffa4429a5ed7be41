namespace Balancing.Core.Outliers;

/// <summary>Why a destination was ejected; the later ones are the worse, where one of several must be used all the same.</summary>
public enum EjectionReason
{
    /// <summary>It failed far more often than the others.</summary>
    FailureRate,

    /// <summary>It failed several times in a row: it answered with errors or junk, or broke off.</summary>
    Failures,

    /// <summary>It gave no answer in time, several times in a row.</summary>
    Silent,

    /// <summary>It could not be connected to, several times in a row.</summary>
    Unreachable,
}
