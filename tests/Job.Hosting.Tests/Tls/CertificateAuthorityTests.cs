using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Certificates;
using Job.Hosting.Tls;

namespace Job.Hosting.Tests.Tls;

/// <summary>Whose certificates are believed.</summary>
public sealed class CertificateAuthorityTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void HasIssued_OneOfItsOwn_IsTrueForBothPurposes()
    {
        _authority.Issue("one");
        using var one = X509CertificateLoader.LoadCertificateFromFile(_authority.PathOf("one.pem"));
        var authority = CertificateAuthority.Open(_authority.CaFile, TimeProvider.System).Value;

        Assert.True(authority.HasIssued(one, shown: null, CertificateAuthority.ForServers));
        Assert.True(authority.HasIssued(one, shown: null, CertificateAuthority.ForClients));
    }

    [Fact]
    public void HasIssued_OneOfAnotherOfTheSameName_IsFalse()
    {
        using var impostor = new TestAuthority();
        impostor.Issue("one");
        using var one = X509CertificateLoader.LoadCertificateFromFile(impostor.PathOf("one.pem"));

        Assert.False(CertificateAuthority.Open(_authority.CaFile, TimeProvider.System).Value.HasIssued(one, shown: null, CertificateAuthority.ForServers));
    }

    [Fact]
    public void HasIssued_OneForAnotherPurpose_IsFalse()
    {
        _authority.Issue("one");
        using var one = X509CertificateLoader.LoadCertificateFromFile(_authority.PathOf("one.pem"));

        Assert.False(CertificateAuthority.Open(_authority.CaFile, TimeProvider.System).Value.HasIssued(one, shown: null, "1.3.6.1.5.5.7.3.3")); // signing of code
    }

    [Fact]
    public void Open_AFileWithoutACertificate_SaysSo()
    {
        File.WriteAllText(_authority.PathOf("empty"), "nothing");

        Assert.Throws<CryptographicException>(() => CertificateAuthority.Open(_authority.PathOf("empty"), TimeProvider.System));
    }
}
