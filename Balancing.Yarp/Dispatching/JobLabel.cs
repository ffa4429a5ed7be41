using Balancing.Core.Queueing;

namespace Balancing.Yarp.Dispatching;

/// <summary>What is known of a request before it is dispatched.</summary>
/// <param name="Class">How long it is expected to take; null when nobody says.</param>
/// <param name="Application">Whose it is, for fair shares; empty for nobody's in particular.</param>
/// <param name="Bytes">Memory it holds while it waits.</param>
/// <param name="MayRepeat">Whether it does no harm to run it twice, so that it may be tried again after it has reached a destination.</param>
/// <param name="MayHedge">Whether, when it is a Short that may be run twice, another destination may be asked as well as soon as it takes longer than 95 of 100 do.</param>
public readonly record struct JobLabel(JobClass? Class, string Application = "", long Bytes = 0, bool MayRepeat = false, bool MayHedge = false);
