namespace Broker.Api.Health;

/// <summary>A worker's ejection as <c>GET /admin/workers</c> shows it.</summary>
/// <param name="Reason"><c>failures</c>, <c>failure-rate</c>, <c>silent</c> or <c>unreachable</c>.</param>
/// <param name="Until">When it ends; past when it is over and the worker has yet to do one job well.</param>
/// <param name="Times">Ejections not yet forgiven; each makes the next one longer.</param>
/// <param name="OnTrial">Whether it is over, and the worker gets one job at a time until it has done one well.</param>
public sealed record EjectionView(string Reason, DateTimeOffset Until, int Times, bool OnTrial);
