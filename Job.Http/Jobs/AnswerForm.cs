using Job.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Job.Http.Jobs;

/// <summary>Chooses the form of an answer from <c>Accept</c> (RFC 9110, section 12.5.1).</summary>
public static class AnswerForm
{
    /// <summary>
    /// The form the client likes better. The form of its request decides when it likes both alike, says nothing, or wants neither:
    /// an answer in an unasked form is of more use than a job that ran and says 406.
    /// </summary>
    /// <param name="request">The request; its Accept is read, malformed parts of it are passed over.</param>
    /// <param name="requestForm">The form of the request's body.</param>
    public static JobForm Choose(HttpRequest request, JobForm requestForm)
    {
        ArgumentNullException.ThrowIfNull(request);
        var accept = request.Headers.Accept;
        if (StringValues.IsNullOrEmpty(accept) || accept == "*/*") // what nearly every client sends, without parsing it
        {
            return requestForm;
        }

        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges))
        {
            return requestForm;
        }

        var json = QualityOf(JobMediaTypes.Json, "application/*", ranges);
        var text = QualityOf(JobMediaTypes.Text, "text/*", ranges);
        return json == text ? requestForm : json > text ? JobForm.Json : JobForm.Text;
    }

    // The most specific range that covers the type decides, whatever its quality: "text/plain;q=0.1, */*" asks for anything else.
    private static double QualityOf(string type, string family, IList<MediaTypeHeaderValue> ranges)
        => (Find(type, ranges) ?? Find(family, ranges) ?? Find("*/*", ranges)) is { } range ? range.Quality ?? 1 : 0;

    private static MediaTypeHeaderValue? Find(string name, IList<MediaTypeHeaderValue> ranges)
    {
        foreach (var range in ranges)
        {
            if (range.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return range;
            }
        }

        return null;
    }
}
