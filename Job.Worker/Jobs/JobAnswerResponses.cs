using System.Buffers;
using System.Text;
using Job.Contracts;
using Job.Http.Jobs;
using Microsoft.AspNetCore.Http;

namespace Job.Worker.Jobs;

/// <summary>Writes the answer of a job that has run.</summary>
internal static class JobAnswerResponses
{
    /// <summary>In the form that <c>Accept</c> asks for, and without one in that of the request.</summary>
    public static async Task WriteAsync(HttpContext context, JobAnswer answer, JobForm requestForm)
    {
        // Written apart from the response, whose Content-Length goes out before its first byte: chunks would cost more than this buffer.
        var body = new ArrayBufferWriter<byte>(256);
        var response = context.Response;
        if (AnswerForm.Choose(context.Request, requestForm) == JobForm.Json)
        {
            response.ContentType = JobMediaTypes.Json;
            JobAnswers.WriteJson(body, answer);
        }
        else
        {
            response.ContentType = JobMediaTypes.Text + "; charset=utf-8";
            Encoding.UTF8.GetBytes(answer.Message, body);
        }

        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
