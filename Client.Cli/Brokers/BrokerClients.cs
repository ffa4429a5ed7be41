using System.Net;
using Job.Hosting.Tls;
using Microsoft.Extensions.DependencyInjection;

namespace Client.Cli.Brokers;

/// <summary>Makes clients of brokers by <see cref="IHttpClientFactory"/>.</summary>
internal sealed class BrokerClients : IDisposable
{
    private const string Name = "broker";

    // The result of a job may be large; an endless answer must not fill the memory.
    private const long MaxAnswerBytes = 256L * 1024 * 1024;

    private readonly TimeProvider _time;
    private readonly ServiceProvider _services;

    /// <param name="time">The clock of timeouts.</param>
    /// <param name="tls">Whom to believe, and what to show, where a broker speaks HTTPS; null to go by the system.</param>
    public BrokerClients(TimeProvider time, TlsFiles? tls = null)
    {
        _time = time;
        var services = new ServiceCollection();
        services.AddHttpClient(Name, http =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan; // each call has its own
                http.MaxResponseContentBufferSize = MaxAnswerBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(() => Handler(tls))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan); // one run of the program, one pool of connections
        _services = services.BuildServiceProvider();
    }

    public BrokerClient Create(Uri address, string? adminKey = null)
    {
        var http = _services.GetRequiredService<IHttpClientFactory>().CreateClient(Name);
        return new BrokerClient(new BrokerExchange(http, address, _time), adminKey);
    }

    public void Dispose() => _services.Dispose();

    private static SocketsHttpHandler Handler(TlsFiles? tls)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirected POST would arrive as a GET: better to say that the address has moved.
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            UseCookies = false,
            Proxy = new ProxyExceptForThisMachine(HttpClient.DefaultProxy),
        };
        if (tls is not null)
        {
            handler.SslOptions.UseTls(tls);
        }

        return handler;
    }

    // HTTP_PROXY in the environment is for the world outside; a proxy's localhost is not ours.
    private sealed class ProxyExceptForThisMachine(IWebProxy outside) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => outside.Credentials;
            set => outside.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => outside.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || outside.IsBypassed(host);
    }
}
