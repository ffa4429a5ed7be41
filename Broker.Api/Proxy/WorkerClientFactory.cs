using System.Text;
using Broker.Api.Answers;
using Broker.Api.Jobs;
using Job.Hosting.Tls;
using Yarp.ReverseProxy.Forwarder;

namespace Broker.Api.Proxy;

/// <summary>Makes the clients that talk to the workers, one for each cluster.</summary>
internal sealed class WorkerClientFactory(WorkerTls tls) : ForwarderHttpClientFactory
{
    // Name, connection and handshake together; how long an address may be silent is WorkerConnection's.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        handler.RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1;
        handler.ResponseHeaderEncodingSelector = static (_, _) => AnswerEncoding.Instance;
        handler.ConnectTimeout = ConnectTimeout;
        handler.ConnectCallback = WorkerConnection.OpenAsync;

        // Passed on as the client sent it: we make no span of our own that it could point to.
        handler.ActivityHeadersPropagator = null;
        handler.SslOptions.UseTls(tls.Files);
        base.ConfigureHandler(context, handler);
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
        => new JobContentHandler(handler);
}
