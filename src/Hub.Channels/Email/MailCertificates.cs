using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hub.Channels.Email;

/// <summary>
/// Judges one server's certificate: signed by somebody this machine trusts, or by the account's own authority, and always for the host that was asked
/// for. There is no "accept anyway".
/// </summary>
internal sealed class MailCertificates
{
    private readonly X509Certificate2Collection? _trusted;

    /// <exception cref="MailException">What is to be trusted is no certificate.</exception>
    internal MailCertificates(string? trustedCa)
    {
        if (trustedCa is null)
        {
            return;
        }

        _trusted = [];
        try
        {
            _trusted.ImportFromPem(trustedCa);
        }
        catch (CryptographicException)
        {
            // Told below, like a text without any certificate.
        }

        if (_trusted.Count == 0)
        {
            throw new MailException(MailFault.NotConfigured, "trusted_ca_unreadable");
        }
    }

    /// <summary>Whether a certificate was seen and turned down.</summary>
    internal bool Refused { get; private set; }

    /// <summary>When the certificate that was accepted ends.</summary>
    internal DateTimeOffset? ValidUntil { get; private set; }

    internal bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var accepted = certificate is X509Certificate2 && (errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && SignedByOurs((X509Certificate2)certificate, chain)));
        Refused = !accepted;
        ValidUntil = accepted ? new DateTimeOffset(((X509Certificate2)certificate!).NotAfter) : null;
        return accepted;
    }

    private bool SignedByOurs(X509Certificate2 certificate, X509Chain? sent)
    {
        if (_trusted is null)
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_trusted);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (sent is not null)
        {
            own.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(element => element.Certificate).ToArray());
        }

        return own.Build(certificate);
    }
}
