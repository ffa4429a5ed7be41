using System.Buffers;
using System.Text.Json;
using Job.Contracts;
using Microsoft.AspNetCore.Http;

namespace Job.Worker.Jobs;

/// <summary>The answer of a job that comes in pieces: NDJSON, or Server-Sent Events where the client asks for them. It begins with the first piece.</summary>
internal sealed class JobStream(HttpContext context)
{
    private const string Events = "text/event-stream";
    private const string Lines = "application/x-ndjson";

    private readonly bool _isEvents = context.Request.Headers.Accept.ToString().Contains(Events, StringComparison.OrdinalIgnoreCase);

    /// <summary>Sends a piece; returns once the client takes it.</summary>
    public async Task WriteAsync(JsonElement piece)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            piece.WriteTo(json); // no line end is in it: it is not indented
        }

        await WriteAsync(default, bytes.WrittenMemory);
    }

    /// <summary>Sends the job's answer: all pieces were sent.</summary>
    public async Task EndAsync(JobAnswer answer)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        JobAnswers.WriteJson(bytes, answer);
        await WriteAsync(_isEvents ? "event: done\n"u8.ToArray() : default, bytes.WrittenMemory);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> line)
    {
        var response = context.Response;
        if (!response.HasStarted)
        {
            response.ContentType = _isEvents ? Events : Lines;
            response.Headers.CacheControl = "no-store";
        }

        var body = response.BodyWriter;
        body.Write(before.Span);
        if (_isEvents)
        {
            body.Write("data: "u8);
        }

        body.Write(line.Span);
        body.Write(_isEvents ? "\n\n"u8 : "\n"u8);
        await body.FlushAsync(context.RequestAborted);
    }
}
