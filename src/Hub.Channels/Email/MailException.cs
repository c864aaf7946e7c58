namespace Hub.Channels.Email;

/// <summary>Why a mail server could not be used. Everything but the first three passes by itself or may.</summary>
public enum MailFault
{
    /// <summary>Host, port, user or folder is missing or cannot be right.</summary>
    NotConfigured,
    /// <summary>The server does not take these credentials.</summary>
    WrongPassword,
    /// <summary>The sign-in at the provider has ended or was withdrawn: a person has to sign in again.</summary>
    SignInNeeded,
    /// <summary>The certificate is not one for this host that somebody we trust has signed, or it has run out.</summary>
    Certificate,
    /// <summary>The server offers no TLS where it must.</summary>
    TlsUnavailable,
    /// <summary>No name, no route, nobody listens, or the address is one the hub does not call.</summary>
    Unreachable,
    /// <summary>No answer within the deadline.</summary>
    Timeout,
    /// <summary>The connection ended.</summary>
    ConnectionLost,
    /// <summary>Too many connections or too much traffic; later.</summary>
    Throttled,
    /// <summary>The server understood and said no; the session goes on.</summary>
    Refused,
    /// <summary>Larger than allowed; the session goes on.</summary>
    TooLarge,
    /// <summary>What came is not the protocol.</summary>
    BadAnswer,
}

/// <summary>A mail server could not be used. Holds neither what the server said nor the exception that did: both can name a person.</summary>
/// <param name="code">Stable, lower case; finer than the fault where that helps a person.</param>
public sealed class MailException(MailFault fault, string? code = null) : Exception($"The mail server could not be used: {code ?? CodeOf(fault)}.")
{
    public MailFault Fault { get; } = fault;

    public string Code { get; } = code ?? CodeOf(fault);

    /// <summary>Trying again without a person's help cannot succeed and may lock the account.</summary>
    public bool NeedsAPerson => Fault is MailFault.NotConfigured or MailFault.WrongPassword or MailFault.SignInNeeded;

    private static string CodeOf(MailFault fault) => fault switch
    {
        MailFault.NotConfigured => "not_configured",
        MailFault.WrongPassword => "wrong_password",
        MailFault.SignInNeeded => "sign_in_needed",
        MailFault.Certificate => "certificate",
        MailFault.TlsUnavailable => "tls_unavailable",
        MailFault.Unreachable => "unreachable",
        MailFault.Timeout => "timeout",
        MailFault.ConnectionLost => "connection_lost",
        MailFault.Throttled => "throttled",
        MailFault.Refused => "refused",
        MailFault.TooLarge => "too_large",
        MailFault.BadAnswer => "bad_answer",
    };
}
