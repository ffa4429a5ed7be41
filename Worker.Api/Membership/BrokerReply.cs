using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Job.Contracts;

namespace Worker.Api.Membership;

/// <summary>What came of a call to the broker.</summary>
/// <param name="Status">Its status; null when there was no answer.</param>
/// <param name="Body">Its body.</param>
/// <param name="Fault">Why there was no answer; null when there was one.</param>
internal sealed record BrokerReply(HttpStatusCode? Status, byte[] Body, string? Fault)
{
    /// <summary>Nobody listens there: no job is on its way from there either.</summary>
    public bool NobodyListens { get; private init; }

    public bool IsSuccess => Status is { } status && (int)status is >= 200 and <= 299;

    /// <summary>It was understood, and turned down.</summary>
    public bool IsRefusal => Status is { } status && (int)status is >= 400 and <= 499;

    /// <summary>The worker as the broker sees it now; null when that is not what was answered.</summary>
    public RegistrationAnswer? Answer
    {
        get
        {
            try
            {
                return IsSuccess ? JsonSerializer.Deserialize(Body, RegistrationJson.Default.RegistrationAnswer) : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>In one line why it was no success.</summary>
    public string Why => Fault ?? Status switch
    {
        HttpStatusCode.Unauthorized => "it wants its admin key; give it by Worker:BrokerKeyFile, or by Worker:BrokerKey in the environment",
        HttpStatusCode.Forbidden => $"403: {Detail} Check Worker:BrokerKeyFile or Worker:BrokerKey",
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => $"{(int)Status}: what listens there knows no POST /admin/workers. Is it a broker?",
        _ when IsSuccess => "what listens there answered something that is not a broker's",
        _ => $"{(int)Status!}: {Detail}",
    };

    private string Detail => JobProblems.ReadJson(Body)?.Detail ?? "no reason was given.";

    public static BrokerReply Of(Exception exception)
    {
        var cause = exception;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return new BrokerReply(null, [], exception is OperationCanceledException ? "it gave no answer in time" : cause.Message.TrimEnd('.'))
        {
            NobodyListens = cause is SocketException { SocketErrorCode: SocketError.ConnectionRefused },
        };
    }
}
