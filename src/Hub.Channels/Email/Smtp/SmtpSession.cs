using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Hub.Channels.Email.Smtp;

/// <summary>MailKit's client with the answers kept apart by recipient, and with reports asked for.</summary>
internal sealed class SmtpSession : SmtpClient, ITransferProgress
{
    // What the library and the system may hold back before it has left the machine.
    private const long NotYetOut = 256 * 1024;

    private readonly MailEnvelope? _envelope;
    private readonly Dictionary<string, MailRecipientResult> _answers = new(StringComparer.Ordinal);
    private long _left = long.MaxValue;

    internal SmtpSession(MailEnvelope? envelope)
    {
        _envelope = envelope;
        CheckCertificateRevocation = false;
        DeliveryStatusNotificationType = MailKit.Net.Smtp.DeliveryStatusNotificationType.HeadersOnly;
    }

    /// <summary>
    /// The whole message may have arrived, with its end: only the server knows whether it takes it. A message that has only begun is not one
    /// (RFC 5321 section 4.1.1.4), and a server that has not seen the end must not deliver it.
    /// </summary>
    internal bool MayHaveArrived => _left <= NotYetOut;

    internal IReadOnlyDictionary<string, MailRecipientResult> Answers => _answers;

    /// <summary>The text of a refusal that concerns all: of the sender, or of the message.</summary>
    internal (int Reply, string Text)? Refusal { get; private set; }

    void ITransferProgress.Report(long bytesTransferred, long totalSize) => _left = totalSize - bytesTransferred;

    // Without a size nothing can be said: as if it were out.
    void ITransferProgress.Report(long bytesTransferred) => _left = 0;

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _answers[mailbox.Address] = new MailRecipientResult(mailbox.Address, MailOutcome.Accepted, "accepted", (int)response.StatusCode);

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _answers[mailbox.Address] = new MailRecipientResult(
            mailbox.Address, MailReplies.Outcome((int)response.StatusCode), MailReplies.RecipientCode((int)response.StatusCode, response.Response), (int)response.StatusCode);

    protected override void OnSenderNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        Refusal = ((int)response.StatusCode, response.Response);
        base.OnSenderNotAccepted(message, mailbox, response);
    }

    protected override string GetEnvelopeId(MimeMessage message) => _envelope?.EnvelopeId ?? "";

    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MailboxAddress mailbox) =>
        _envelope?.AskForReports == true ? DeliveryStatusNotification.Failure | DeliveryStatusNotification.Delay : null;
}
