using Balancing.Core.Retrying;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Balancing.Yarp.Forwarding;

/// <summary>Reads out of YARP how a try ended.</summary>
internal static class TryOutcomes
{
    /// <summary>Of a whole answer.</summary>
    /// <param name="status">Its status.</param>
    public static TryOutcome Of(int status) => status switch
    {
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => TryOutcome.Unavailable,
        StatusCodes.Status501NotImplemented or StatusCodes.Status505HttpVersionNotsupported => TryOutcome.Answered,
        >= StatusCodes.Status500InternalServerError => TryOutcome.ServerError,
        _ => TryOutcome.Answered,
    };

    /// <summary>Of a try without a whole answer.</summary>
    /// <param name="context">The request, with YARP's feature of the error.</param>
    /// <param name="error">What YARP says.</param>
    /// <param name="outOfTime">Whether the time allowed was over: to YARP that looks like a client that left.</param>
    public static TryOutcome Of(HttpContext context, ForwarderError error, bool outOfTime)
    {
        if (ConnectFailure.Is(context, error))
        {
            return TryOutcome.NotConnected;
        }

        if (outOfTime)
        {
            return TryOutcome.TimedOut;
        }

        return error switch
        {
            ForwarderError.RequestTimedOut or ForwarderError.UpgradeActivityTimeout => TryOutcome.TimedOut,

            // Cancelled, and the client is still there: nothing came for as long as YARP allows.
            ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyCanceled
                or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeResponseCanceled
                when !context.RequestAborted.IsCancellationRequested => TryOutcome.TimedOut,

            ForwarderError.Request or ForwarderError.RequestBodyDestination
                => IsJunk(context.GetForwarderErrorFeature()?.Exception) ? TryOutcome.Garbled : TryOutcome.BrokeOff,
            ForwarderError.ResponseHeaders => TryOutcome.Garbled,
            ForwarderError.ResponseBodyDestination or ForwarderError.UpgradeRequestDestination or ForwarderError.UpgradeResponseDestination => TryOutcome.BrokeOffLate,
            _ => TryOutcome.Abandoned,
        };
    }

    /// <summary>Of a try that ended by itself without any head of an answer.</summary>
    /// <param name="exception">What came out of sending.</param>
    public static TryOutcome OfSend(Exception? exception) => exception switch
    {
        _ when ConnectFailure.IsIn(exception) => TryOutcome.NotConnected,
        OperationCanceledException => TryOutcome.TimedOut,
        _ => IsJunk(exception) ? TryOutcome.Garbled : TryOutcome.BrokeOff,
    };

    /// <summary>Of an answer whose head was good.</summary>
    /// <param name="exception">What came out of reading on.</param>
    public static TryOutcome OfContent(Exception exception)
        => exception is HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } ? TryOutcome.Garbled : TryOutcome.BrokeOffLate;

    private static bool IsJunk(Exception? exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError,
    };
}
