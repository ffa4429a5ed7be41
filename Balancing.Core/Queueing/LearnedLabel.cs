namespace Balancing.Core.Queueing;

/// <summary>What is known of an application's jobs with one label.</summary>
/// <param name="Class">What they are dispatched as: the other class than their label where that was found wrong.</param>
/// <param name="Expected">How long the next is expected to run.</param>
/// <param name="Jobs">On how many jobs that rests; 31 stands for that many and more.</param>
public readonly record struct LearnedLabel(JobClass Class, TimeSpan Expected, int Jobs);
