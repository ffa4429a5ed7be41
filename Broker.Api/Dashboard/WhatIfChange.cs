namespace Broker.Api.Dashboard;

/// <summary>What <c>POST /admin/what-if</c> takes: what should be otherwise; what is left out is as it is now.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Order"><c>arrival</c>, <c>short-first</c> or <c>shortest-expected</c>.</param>
/// <param name="Reservation"><c>none</c> or <c>computed</c>.</param>
/// <param name="Slots">Slots of each worker, 1 to 1,000.</param>
/// <param name="Workers">How many workers, 1 to 1,000.</param>
/// <param name="Cluster">The cluster whose settings and workers are meant; without it, the first.</param>
public sealed record WhatIfChange(
    string? Policy = null, string? Order = null, string? Reservation = null, int? Slots = null, int? Workers = null, string? Cluster = null);
