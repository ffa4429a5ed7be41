namespace Balancing.Core.Estimating;

/// <summary>Whose jobs are alike: those of one application on one route.</summary>
internal readonly record struct SenderKey(string Application, string? Route);
