using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Balancing.Yarp.Forwarding;

/// <summary>Tells whether a try ended before any byte of the request could reach its destination.</summary>
public static class ConnectFailure
{
    /// <summary>
    /// True when the connection could not be made: refused, no such name, no handshake, or not within the connect timeout.
    /// The request is then untouched and may be sent elsewhere, whatever it asks for.
    /// </summary>
    public static bool Is(HttpContext context, ForwarderError error)
    {
        ArgumentNullException.ThrowIfNull(context);
        return error is ForwarderError.Request or ForwarderError.RequestTimedOut
            && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested
            && IsIn(context.GetForwarderErrorFeature()?.Exception);
    }

    /// <summary>The same, of what came out of sending.</summary>
    internal static bool IsIn(Exception? exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError,
    }

        // The handler reports its connect timeout as a cancellation around a TimeoutException; one that
        // ends the request itself has no such exception inside.
        or OperationCanceledException { InnerException: TimeoutException };
}
