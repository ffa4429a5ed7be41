namespace Worker.Api.Membership;

/// <summary>Which worker this is, and which life of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Epoch">Milliseconds since 1970 at its start: a later one takes the place of an earlier one.</param>
internal sealed record WorkerIdentity(string Id, long Epoch);
