using Balancing.Core.Membership;

namespace Worker.Api.Membership;

/// <summary>What a registration goes by: the time, when to speak next, and where to say how it goes.</summary>
internal sealed record RegistrationClock(TimeProvider Time, Heartbeat Beat, ILogger Logger);
