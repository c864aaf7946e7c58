namespace Hub.Channels.Email;

/// <summary>Hands mail to the account's outgoing server. The one thing that knows SMTP.</summary>
public interface IMailSender
{
    /// <summary>
    /// Makes exactly one attempt and says what became of it, for the message and for each recipient. Cancelling it is answered too: with
    /// <see cref="MailOutcome.RetryLater"/> before the message was on its way, after that with <see cref="MailOutcome.Unknown"/>.
    /// </summary>
    /// <param name="message">The whole message, RFC 5322, sent as it is; lines and leading dots are the sender's business.</param>
    Task<MailSendResult> SendAsync(ChannelAccount account, MailEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>A real sign-in that shows whether address, certificate and credentials are right.</summary>
    Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken);
}

/// <summary>What the transport needs; headers are not looked at (RFC 5321).</summary>
/// <param name="Sender">Where failures are reported to; null is the empty path <c>&lt;&gt;</c>, which is never answered.</param>
/// <param name="Recipients">Bare addresses: no names, no angle brackets. At least one.</param>
/// <param name="EnvelopeId">Comes back in delivery reports where the server knows DSN (RFC 3461).</param>
/// <param name="AskForReports">Asks to be told of failure and delay, with the headers only (NOTIFY=FAILURE,DELAY RET=HDRS).</param>
public sealed record MailEnvelope(string? Sender, IReadOnlyList<string> Recipients, string? EnvelopeId = null, bool AskForReports = true)
{
    /// <summary>Says nothing of the people.</summary>
    public override string ToString() => $"MailEnvelope to {Recipients.Count}";
}

/// <summary>What became of a message or of one recipient's share in it.</summary>
public enum MailOutcome
{
    /// <summary>The server has taken the responsibility for it.</summary>
    Accepted,
    /// <summary>For good (5xx): the same attempt would fail again.</summary>
    Rejected,
    /// <summary>Certainly not sent, and may be later (4xx, no connection).</summary>
    RetryLater,
    /// <summary>The connection ended after the message was handed over and before the answer: it may or may not have been sent.</summary>
    Unknown,
}

/// <summary>Result of one attempt.</summary>
/// <param name="Outcome">
/// Accepted when the message was taken for at least one recipient; <paramref name="Recipients"/> says for whom, and only the others may be tried
/// again. Else: unknown before retry before rejected.
/// </param>
/// <param name="Code">
/// Stable, lower case: "accepted"; rejected "bad_address", "bad_sender", "no_such_mailbox", "mailbox_unavailable", "mailbox_full", "refused_by_policy",
/// "message_refused", "too_large", "not_configured"; later "throttled", "greylisted", "mailbox_full", "wrong_password", "sign_in_needed", "certificate",
/// "tls_unavailable", "unreachable", "timeout", "connection_lost", "bad_answer"; unknown "timeout", "connection_lost".
/// </param>
/// <param name="PauseAccount">The whole account cannot send at present, not just this message.</param>
public sealed record MailSendResult(MailOutcome Outcome, string Code, IReadOnlyList<MailRecipientResult> Recipients, bool PauseAccount = false);

/// <param name="Reply">The server's three digits; null when it did not come to an answer.</param>
public sealed record MailRecipientResult(string Address, MailOutcome Outcome, string Code, int? Reply)
{
    /// <summary>Without the address.</summary>
    public override string ToString() => $"MailRecipientResult {Outcome} {Code}";
}
