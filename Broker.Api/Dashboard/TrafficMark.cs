namespace Broker.Api.Dashboard;

/// <summary>Something that happened, shown on the time axis of the charts.</summary>
/// <param name="Number">Counts them since the start.</param>
/// <param name="At">The second, since 1970.</param>
/// <param name="Kind"><c>closed</c> or <c>opened</c> for a worker, <c>changed</c> for a setting.</param>
/// <param name="Text">What happened.</param>
internal sealed record TrafficMark(long Number, long At, string Kind, string Text);
