using System.Buffers;
using System.IO.Pipelines;
using Job.Contracts;
using Job.Http.Problems;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Job.Http.Jobs;

/// <summary>Reads the job out of a request, at the broker's edge and at the worker alike.</summary>
public static class JobBody
{
    // What a plain job fits in. A larger body gets its memory only as its bytes arrive, lest a mere Content-Length reserve a megabyte.
    private const int FirstBuffer = 4096;

    // With a quarter of the body: chunks of 24 bytes and more, each framed by six.
    private const int MostFraming = 65_536;

    private static readonly Refusal TooSlow = new(408, "The body came too slowly. Send it faster.", Close: true);

    // How many faults the detail repeats; errors has them all.
    private const int MostInDetail = 4;

    /// <summary>Reads the body whole and the job in it. The headers are judged first: what they rule out is not read.</summary>
    /// <param name="request">A request whose body nobody has read. On HTTP/2 and 3 it works alike.</param>
    /// <param name="maxBytes">The largest body, in bytes. Larger ones are refused by their Content-Length, or where they pass it.</param>
    /// <param name="ct">Usually the request's own token.</param>
    /// <param name="memory">Is asked for the body's memory, as it is taken; null asks nobody.</param>
    /// <param name="longest">How long the body may take to come; null for as long as the server allows.</param>
    /// <returns>A job, or a refusal with 400, 408, 413, 415 or, without memory, 503.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled: the client left.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async ValueTask<JobBodyReading> ReadAsync(HttpRequest request, long maxBytes, CancellationToken ct, IBodyMemory? memory = null, TimeSpan? longest = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (RefuseByHeaders(request, maxBytes, out var form) is { } refusal)
        {
            return new JobBodyReading(null, form, default, refusal);
        }

        try
        {
            var (bytes, fault) = await ReadBytesAsync(request, maxBytes, memory, longest, ct);
            if (fault is not null)
            {
                return new JobBodyReading(null, form, default, fault);
            }

            var (job, errors) = JobReader.Read(form, bytes.Span);
            return new JobBodyReading(job, form, bytes, errors is null ? null : new Refusal(400, Summary(errors), errors));
        }
        catch (BadHttpRequestException bad)
        {
            return new JobBodyReading(null, form, default, Unreadable(bad, maxBytes));
        }
        catch (Exception broken) when (broken is IOException and not ConnectionResetException or InvalidOperationException && !ct.IsCancellationRequested)
        {
            // An overflowing chunk size comes out of Kestrel as a bare IOException, a null byte in a trailer as an InvalidOperationException.
            // Where such a body ends nobody knows.
            return new JobBodyReading(null, form, default, new Refusal(
                400, "The body is not framed as HTTP demands: a chunk's size or a trailer cannot be read. Send a Content-Length.", Close: true));
        }
    }

    private static Refusal? RefuseByHeaders(HttpRequest request, long maxBytes, out JobForm form)
    {
        // Kestrel reads on through an unread body to reach the next request. Through a small one that is cheaper than a new connection;
        // of any other, a refused client could send as much as it likes.
        var headers = request.Headers;
        var close = request.ContentLength > FirstBuffer || headers.TransferEncoding.Count > 0;
        if (!JobMediaTypes.TryRead(headers.ContentType, out form, out var fault))
        {
            return new Refusal(415, fault!, Close: close);
        }

        if (headers.ContentEncoding is { Count: > 0 } encoding
            && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(
                415, $"The Content-Encoding is {SafeText.Quote(encoding.ToString())}. Send the body as it is, without one.", Close: close);
        }

        return request.ContentLength > maxBytes ? TooLarge($"{request.ContentLength} bytes", maxBytes) : null;
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Bytes, Refusal? Fault)> ReadBytesAsync(
        HttpRequest request, long maxBytes, IBodyMemory? memory, TimeSpan? longest, CancellationToken ct)
    {
        // The server's own limit counts what frames the chunks, too: bounded, lest extensions go on for ever; and not so tight that it undercuts ours.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes + (maxBytes / 4) + MostFraming;
        }

        var first = Math.Min(request.ContentLength ?? FirstBuffer, FirstBuffer);
        if (memory?.TryHold(first) == false)
        {
            return (default, NoMemory);
        }

        var bytes = new byte[first];
        var count = 0;
        var reader = request.BodyReader;
        Timer? patience = null;
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync(ct);
                if (!reading.IsCompleted && longest is { } time)
                {
                    // Nearly every job comes with its head, and needs no timer.
                    patience ??= new Timer(static reader => ((PipeReader)reader!).CancelPendingRead(), reader, time, Timeout.InfiniteTimeSpan);
                }

                var result = await reading;
                var buffer = result.Buffer;
                var total = count + buffer.Length;
                if (result.IsCanceled || total > maxBytes)
                {
                    reader.AdvanceTo(buffer.End);
                    return (default, result.IsCanceled ? TooSlow : TooLarge($"more than {maxBytes} bytes", maxBytes));
                }

                if (total > bytes.Length)
                {
                    var size = Math.Max(total, Math.Min(2L * bytes.Length, Math.Min(maxBytes, Array.MaxLength)));
                    if (memory?.TryHold(size - bytes.Length) == false)
                    {
                        reader.AdvanceTo(buffer.End);
                        return (default, NoMemory);
                    }

                    Array.Resize(ref bytes, (int)size);
                }

                buffer.CopyTo(bytes.AsSpan(count));
                count = (int)total;
                reader.AdvanceTo(buffer.End);
                if (result.IsCompleted)
                {
                    return (bytes.AsMemory(0, count), null);
                }
            }
        }
        finally
        {
            if (patience is not null)
            {
                await patience.DisposeAsync(); // the reader serves the next request, too: no late word of this one may reach it
            }
        }
    }

    private static Refusal NoMemory { get; } = new(
        503, "The bodies of other jobs take all the memory there is for them (Broker:Limits:MaxHeldBytes). Send the job again later.", RetryAfter: TimeSpan.FromSeconds(1), Close: true);

    private static Refusal Unreadable(BadHttpRequestException bad, long maxBytes) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => TooLarge($"more than {maxBytes} bytes", maxBytes),
        StatusCodes.Status408RequestTimeout => TooSlow,
        _ => new Refusal(400, "The body ends before it is complete, or is not framed as HTTP demands. "
            + "Send as many bytes as Content-Length says, or whole chunks.", Close: true),
    };

    private static Refusal TooLarge(string given, long maxBytes)
        => new(413, $"The body has {given}; at most {maxBytes} bytes are allowed. Send a smaller payload.", Close: true);

    private static string Summary(IReadOnlyDictionary<string, string[]> errors)
    {
        var faults = errors.OrderBy(error => error.Key, StringComparer.Ordinal).SelectMany(error => error.Value).ToArray();
        var more = faults.Length - MostInDetail;
        return string.Join(' ', faults.Take(MostInDetail)) + (more > 0 ? $" (And {more} more under errors.)" : "");
    }
}
