namespace Job.Contracts;

/// <summary>Why a request was refused, or failed, as RFC 9457 has it.</summary>
/// <param name="Type">A URI that names the kind; for ours, the section of RFC 9110 on the status.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status; 0 when a stranger's problem does not say.</param>
/// <param name="Detail">What was given, what is allowed and how to mend it.</param>
/// <param name="TraceId">The W3C trace id of the request, to find it in logs.</param>
/// <param name="Errors">The faults by member, where a job was refused.</param>
public sealed record JobProblem(
    string Type = "about:blank",
    string Title = "",
    int Status = 0,
    string Detail = "",
    string? TraceId = null,
    IReadOnlyDictionary<string, string[]>? Errors = null);
