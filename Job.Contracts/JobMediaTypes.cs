using System.Net.Http.Headers;

namespace Job.Contracts;

/// <summary>The media types a job, its answer and its problems travel as.</summary>
public static class JobMediaTypes
{
    /// <summary>A job or an answer as JSON.</summary>
    public const string Json = "application/json";

    /// <summary>A job or an answer as one line of text.</summary>
    public const string Text = "text/plain";

    /// <summary>Every error (RFC 9457).</summary>
    public const string Problem = "application/problem+json";

    private const string Allowed = $"Send '{Json}' ({{{JobRules.IdExample},{JobRules.TypeExample}}}) or '{Text}' (App1:Long)";

    /// <summary>Which form a Content-Type declares. Parameters other than <c>charset</c> are ignored.</summary>
    /// <param name="contentType">The header's value as it came; null when there is none.</param>
    /// <param name="form">The form; meaningless when this is false.</param>
    /// <param name="fault">What was given, what is allowed and how to mend it; null when this is true.</param>
    /// <returns>False when it is no type of ours, or its charset is neither UTF-8 nor US-ASCII.</returns>
    public static bool TryRead(string? contentType, out JobForm form, out string? fault)
    {
        form = JobForm.Json;
        fault = null;
        if (contentType is Json) // what nearly everyone sends, without parsing it
        {
            return true;
        }

        if (string.IsNullOrWhiteSpace(contentType))
        {
            fault = $"The request has no Content-Type. {Allowed}.";
            return false;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out var parsed))
        {
            fault = $"The Content-Type {SafeText.Quote(contentType)} cannot be read. {Allowed}.";
            return false;
        }

        var isText = string.Equals(parsed.MediaType, Text, StringComparison.OrdinalIgnoreCase);
        if (!isText && !string.Equals(parsed.MediaType, Json, StringComparison.OrdinalIgnoreCase))
        {
            fault = $"The Content-Type is {SafeText.Quote(contentType)}. {Allowed}.";
            return false;
        }

        form = isText ? JobForm.Text : JobForm.Json;
        foreach (var parameter in parsed.Parameters)
        {
            if (parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase) && !IsUtf8(parameter.Value))
            {
                fault = $"The charset of the Content-Type {SafeText.Quote(contentType)} is not spoken; utf-8 and us-ascii are. "
                    + "Encode the body as UTF-8 and say charset=utf-8, or leave it out.";
                return false;
            }
        }

        return true;
    }

    private static bool IsUtf8(string? charset)
        => charset?.Trim('"') is { } name
            && (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase));
}
