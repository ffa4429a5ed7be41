using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace Job.Http.Messages;

/// <summary>Makes Kestrel read messages by the letter, where it is lenient unless told otherwise. What it cannot be told is <see cref="MessageRules"/>'s.</summary>
public static class StrictMessages
{
    // Read when a server is made. Without it a line may end by a bare line feed, of which others make something else.
    private const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>Applies to this server, and its lines' ends to all that the process makes later. Header values are read as Latin-1, so that every byte is seen.</summary>
    /// <param name="kestrel">The server's options.</param>
    public static void ReadStrictly(this KestrelServerOptions kestrel)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        AppContext.SetSwitch(NoBareLineFeeds, true);
        kestrel.RequestHeaderEncodingSelector = static name =>
            name == HeaderNames.ContentLength ? DigitsEncoding.Instance
            : name == HeaderNames.Connection ? ConnectionEncoding.Instance
            : Encoding.Latin1;
    }
}
