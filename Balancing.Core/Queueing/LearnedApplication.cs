namespace Balancing.Core.Queueing;

/// <summary>What the jobs of one application on one route have taught, by the label they carry.</summary>
/// <param name="Application">Whose jobs.</param>
/// <param name="Route">The route they came by; null where all are of one kind.</param>
/// <param name="Short">Of those labelled Short; null as long as none has ended.</param>
/// <param name="Long">Of those labelled Long.</param>
/// <param name="Unlabelled">Of those without a label.</param>
public sealed record LearnedApplication(string Application, string? Route, LearnedLabel? Short, LearnedLabel? Long, LearnedLabel? Unlabelled);
