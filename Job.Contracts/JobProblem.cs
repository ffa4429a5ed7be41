namespace Job.Contracts;

/// <summary>Why a request was refused or failed: the problem details of RFC 9457, with the members this system always fills.</summary>
/// <param name="Type">A URI that names the kind of problem; the section of the HTTP standard for its status, or <c>about:blank</c>.</param>
/// <param name="Title">The kind of problem in a few words; the same for every problem of one type.</param>
/// <param name="Status">The HTTP status code, 400 to 599.</param>
/// <param name="Detail">What was given, what is allowed and how to mend it; one line.</param>
/// <param name="TraceId">Finds this request again in the logs of broker and worker.</param>
/// <param name="Errors">All faults of a body at once: the member's name, then what is wrong with it.</param>
public sealed record JobProblem(
    string Type,
    string Title,
    int Status,
    string? Detail = null,
    string? TraceId = null,
    IReadOnlyDictionary<string, string[]>? Errors = null);
