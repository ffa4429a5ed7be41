namespace Client.Cli.Bench;

/// <summary>What kinds of jobs are sent.</summary>
/// <param name="LongShare">The share of Longs, from 0 to 1.</param>
/// <param name="Applications">How many applications send them, all alike; at least 1.</param>
internal sealed record JobMix(double LongShare, int Applications);
