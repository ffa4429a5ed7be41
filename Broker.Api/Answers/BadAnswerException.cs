namespace Broker.Api.Answers;

/// <summary>A worker's answer is not passed on: its reader might take it otherwise than we do. Counts as garbled.</summary>
internal sealed class BadAnswerException(string fault) : Exception(fault);
