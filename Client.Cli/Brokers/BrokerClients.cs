using System.Net;
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

    public BrokerClients(TimeProvider time)
    {
        _time = time;
        var services = new ServiceCollection();
        services.AddHttpClient(Name, http =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan; // each call has its own
                http.MaxResponseContentBufferSize = MaxAnswerBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A redirected POST would arrive as a GET: better to say that the address has moved.
                AllowAutoRedirect = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                UseCookies = false,
                Proxy = new ProxyExceptForThisMachine(HttpClient.DefaultProxy),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan); // one run of the program, one pool of connections
        _services = services.BuildServiceProvider();
    }

    public BrokerClient Create(Uri address, string? adminKey = null)
    {
        var http = _services.GetRequiredService<IHttpClientFactory>().CreateClient(Name);
        return new BrokerClient(new BrokerExchange(http, address, _time), adminKey);
    }

    public void Dispose() => _services.Dispose();

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
