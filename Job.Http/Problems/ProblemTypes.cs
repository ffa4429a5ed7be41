namespace Job.Http.Problems;

/// <summary>The <c>type</c> of a problem: the section of the standard that defines its status.</summary>
internal static class ProblemTypes
{
    private const string Http = "https://www.rfc-editor.org/rfc/rfc9110#section-";

    public static string Of(int status) => status switch
    {
        400 => Http + "15.5.1",
        401 => Http + "15.5.2",
        403 => Http + "15.5.4",
        404 => Http + "15.5.5",
        405 => Http + "15.5.6",
        406 => Http + "15.5.7",
        408 => Http + "15.5.9",
        409 => Http + "15.5.10",
        411 => Http + "15.5.12",
        412 => Http + "15.5.13",
        413 => Http + "15.5.14",
        414 => Http + "15.5.15",
        415 => Http + "15.5.16",
        417 => Http + "15.5.18",
        421 => Http + "15.5.20",
        422 => Http + "15.5.21",
        426 => Http + "15.5.22",
        429 => "https://www.rfc-editor.org/rfc/rfc6585#section-4",
        431 => "https://www.rfc-editor.org/rfc/rfc6585#section-5",
        500 => Http + "15.6.1",
        501 => Http + "15.6.2",
        502 => Http + "15.6.3",
        503 => Http + "15.6.4",
        504 => Http + "15.6.5",
        505 => Http + "15.6.6",
        _ => "about:blank",
    };
}
