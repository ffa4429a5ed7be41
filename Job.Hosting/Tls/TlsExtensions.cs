using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Job.Http.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Job.Hosting.Tls;

/// <summary>Puts TLS into servers and clients. Each handshake goes by what the files hold then.</summary>
public static class TlsExtensions
{
    private static readonly Refusal NoCertificate = new(
        StatusCodes.Status403Forbidden, "Callers of this server show a certificate of an authority that it knows. Send one with the TLS handshake.", Close: true);

    /// <summary>The certificate of all HTTPS addresses of a server, and whose callers must show.</summary>
    /// <param name="kestrel">The server's options.</param>
    /// <param name="files">The server's files; without a certificate nothing is changed.</param>
    /// <param name="patience">How long a handshake may take.</param>
    public static void UseTls(this KestrelServerOptions kestrel, TlsFiles files, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(files);
        if (files.Certificate is not { } certificate)
        {
            return;
        }

        kestrel.ConfigureHttpsDefaults(https =>
        {
            https.HandshakeTimeout = patience;
            https.ServerCertificateSelector = (_, _) => certificate.Value.Leaf;
            https.OnAuthenticate = (_, handshake) =>
            {
                handshake.ServerCertificateSelectionCallback = null; // the context carries the certificates between, too
                handshake.ServerCertificateContext = certificate.Value.Context;
            };
            if (files.Authority is { } authority)
            {
                // Asked for, and judged when shown; who shows none is refused by UseClientCertificates, for probes of health show none.
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (shown, chain, _) => authority.Value.HasIssued(shown, chain, CertificateAuthority.ForClients);
            }
        });
    }

    /// <summary>Refuses callers without a certificate with 403, where the server's settings want one; <c>/health</c> is for everybody.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="files">The server's files.</param>
    /// <returns>The pipeline.</returns>
    public static IApplicationBuilder UseClientCertificates(this IApplicationBuilder app, TlsFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.Authority is null ? app : app.Use(static (context, next) =>
            context.Connection.ClientCertificate is not null || context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
                ? next(context)
                : ProblemResponses.WriteAsync(context, NoCertificate));
    }

    /// <summary>Whom a client believes, and the certificate it shows.</summary>
    /// <param name="handshake">The options of its connections.</param>
    /// <param name="files">The client's files.</param>
    public static void UseTls(this SslClientAuthenticationOptions handshake, TlsFiles files)
    {
        ArgumentNullException.ThrowIfNull(handshake);
        ArgumentNullException.ThrowIfNull(files);
        if (files.Certificate is { } certificate)
        {
            handshake.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate.Value.Leaf;
        }

        if (files.Authority is { } authority)
        {
            // Its name must be right as ever; whether its chain is, the file says instead of the system.
            handshake.RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                && shown is X509Certificate2 theirs && authority.Value.HasIssued(theirs, chain, CertificateAuthority.ForServers);
        }
    }
}
