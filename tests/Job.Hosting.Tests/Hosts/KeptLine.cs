using Microsoft.Extensions.Logging;

namespace Job.Hosting.Tests.Hosts;

internal sealed record KeptLine(string Category, LogLevel Level, string Message, Exception? Exception);
