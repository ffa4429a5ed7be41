using Job.Hosting.Tls;

namespace Broker.Api.Proxy;

/// <summary>Whom the broker believes among workers that speak HTTPS, and the certificate it shows them.</summary>
internal sealed record WorkerTls(TlsFiles Files);
