namespace Worker.Api.Slots;

/// <summary>What <c>GET /load</c> answers.</summary>
/// <param name="Slots">Jobs the worker runs at once.</param>
/// <param name="InFlight">Jobs running now.</param>
/// <param name="Queued">Jobs waiting for a slot.</param>
public sealed record LoadReport(int Slots, int InFlight, int Queued);
