namespace Worker.Api.Membership;

/// <summary>What the broker answers to it, as far as the worker cares.</summary>
/// <param name="State">As in the broker's list of workers: <c>drained</c> when no job is on its way here any more.</param>
/// <param name="InFlight">Jobs that the broker has given this worker and that have not ended.</param>
internal sealed record RegistrationAnswer(string State, int InFlight);
