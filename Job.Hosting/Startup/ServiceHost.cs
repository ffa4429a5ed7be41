using Microsoft.AspNetCore.Builder;

namespace Job.Hosting.Startup;

/// <summary>One server of a program: the broker, or one of its workers.</summary>
/// <param name="App">The built application, not started.</param>
/// <param name="Port">The port it is told to listen on; named when that fails.</param>
/// <param name="PortFlag">The flag that changes the port, such as <c>--port</c>.</param>
/// <param name="ReadyLine">The line to print once everything listens, given the port in fact bound.</param>
/// <param name="Stage">Lower stages start first and stop last: workers 0, the broker before them 1, so that what the broker accepted still finds its worker.</param>
public sealed record ServiceHost(WebApplication App, int Port, string PortFlag, Func<int, string> ReadyLine, int Stage = 0);
