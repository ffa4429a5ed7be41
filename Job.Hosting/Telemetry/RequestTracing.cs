using Job.Hosting.Logging;

namespace Job.Hosting.Telemetry;

/// <summary>Which requests of a host are traced.</summary>
/// <param name="Sampling">The share of those that nobody has decided about, 0 to 1.</param>
/// <param name="Log">How the log is written: in JSON each request has a trace id, traced or not.</param>
/// <param name="Random">Chance; to be used from many threads.</param>
public sealed record RequestTracing(double Sampling, LogFormat Log, Random Random);
