namespace Job.Hosting.Logging;

/// <summary>How a program writes its log.</summary>
public enum LogFormat
{
    /// <summary>A line that people read.</summary>
    Lines,

    /// <summary>A JSON object a line, with the trace it belongs to.</summary>
    Json,
}
