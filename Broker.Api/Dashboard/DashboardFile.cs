namespace Broker.Api.Dashboard;

/// <summary>A file of the page.</summary>
/// <param name="Bytes">Its content.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Tag">Changes with the content.</param>
internal sealed record DashboardFile(byte[] Bytes, string ContentType, string Tag);
