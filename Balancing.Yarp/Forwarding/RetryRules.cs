using Balancing.Core.Retrying;
using Balancing.Core.Timeouts;

namespace Balancing.Yarp.Forwarding;

/// <summary>
/// How requests are tried again at other destinations. Those whose connection could not be made always are; others only where <see cref="Dispatching.JobLabel.MayRepeat"/> says that they may be run twice,
/// their body can be read once more (it is in memory, or there is none), and nothing of an answer has gone to the client.
/// </summary>
public sealed record RetryRules
{
    /// <summary>How often, and how much.</summary>
    public RetrySettings Limits { get; init; } = new();

    /// <summary>
    /// How long the first byte of an answer is waited for: of requests of which somebody says whether they are Short or Long, and that have no body, or one in memory. All others wait for as long as
    /// YARP's own <c>ActivityTimeout</c> says.
    /// </summary>
    public TimeoutSettings Timeouts { get; init; } = new();

    /// <summary>
    /// Bytes of an answer that are held until it is whole, so that one that breaks off can be asked for elsewhere; larger ones pass as they come, as do those of unknown length that do not come in
    /// one piece. 0 holds none.
    /// </summary>
    public int HeldAnswerBytes { get; init; } = 64 << 10;

    /// <summary>Bytes that requests and answers held in memory may have together. Beyond it answers pass as they come; requests that an application holds (<see cref="HeldBytes"/>) it should refuse.</summary>
    public long MaxHeldBytes { get; init; } = 256 << 20;
}
