using Balancing.Core.Retrying;

namespace Balancing.Core.Outliers;

internal static class EjectionReasons
{
    /// <summary>What a failure is held against a destination as.</summary>
    public static EjectionReason Of(TryOutcome outcome) => outcome switch
    {
        TryOutcome.NotConnected => EjectionReason.Unreachable,
        TryOutcome.TimedOut => EjectionReason.Silent,
        _ => EjectionReason.Failures,
    };
}
