using Client.Cli.Brokers;

namespace Client.Cli.Jobs;

/// <summary>Why a job has no answer.</summary>
/// <param name="Detail">One line.</param>
/// <param name="Reply">What came instead, or none where nothing came.</param>
internal sealed record JobFailure(string Detail, BrokerReply? Reply);
