using System.Globalization;

namespace Hub.Channels.Email;

/// <summary>Which of an account's two servers.</summary>
public enum MailService { Imap, Smtp }

/// <summary>How the connection is protected.</summary>
public enum MailSecurity
{
    /// <summary>TLS from the first byte: 993, 465.</summary>
    Tls,
    /// <summary>STARTTLS before anything else: 143, 587. No connection without it.</summary>
    StartTls,
    /// <summary>Nothing; only to a loopback address, for a simulator or a server on this machine.</summary>
    None,
}

/// <summary>
/// One of an account's servers, read from its settings: "imapHost", "imapPort", "imapSecurity" ("tls", "starttls", "none"), the same with "smtp", and
/// "trustedCa" (certificates in PEM that are trusted for these servers besides the machine's own).
/// </summary>
public sealed record MailServer(MailService Service, string Host, int Port, MailSecurity Security, string? TrustedCa)
{
    /// <summary>Null when no host is set, or what is set cannot be one.</summary>
    public static MailServer? Of(ChannelAccount account, MailService service)
    {
        var prefix = service == MailService.Imap ? "imap" : "smtp";
        if ((account.Setting(prefix + "Host") ?? Usual(account, service)) is not { } host || Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            return null;
        }

        MailSecurity? security = account.Setting(prefix + "Security") switch
        {
            null when host == MicrosoftSmtp => MailSecurity.StartTls,
            null or "tls" => MailSecurity.Tls,
            "starttls" => MailSecurity.StartTls,
            "none" => MailSecurity.None,
            _ => null,
        };
        var usual = (service, security) switch
        {
            (MailService.Imap, MailSecurity.Tls) => 993,
            (MailService.Imap, _) => 143,
            (_, MailSecurity.Tls) => 465,
            _ => 587,
        };
        var port = account.Setting(prefix + "Port") is not { } text ? usual
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : 0;
        return security is null || port is < 1 or > 65535 ? null : new MailServer(service, host, port, security.Value, account.Setting("trustedCa"));
    }

    private const string MicrosoftSmtp = "smtp.office365.com";

    /// <summary>The servers of the providers one signs in at ("oauthProvider"), so that nobody has to look them up.</summary>
    private static string? Usual(ChannelAccount account, MailService service) => (account.Setting("oauthProvider"), service) switch
    {
        ("google", MailService.Imap) => "imap.gmail.com",
        ("google", MailService.Smtp) => "smtp.gmail.com",
        ("microsoft", MailService.Imap) => "outlook.office365.com",
        ("microsoft", MailService.Smtp) => MicrosoftSmtp,
        _ => null,
    };

    /// <summary>Without the certificates.</summary>
    public override string ToString() => $"{Service} {Host}:{Port} {Security}";
}
