using System.Text;
using Hub.Channels.Email.Mime;
using MailKit.Net.Smtp;
using MimeKit;

namespace Hub.Channels.Email.Smtp;

/// <summary>SMTP by MailKit, one connection for one message (RFC 5321, 3207, 4954, 3461, 1870, 6531 where the server has them).</summary>
public sealed class SmtpSender(IMailSignIn signIn, MailNetwork network, TimeProvider time) : IMailSender
{
    private const int BytesPerSecond = 100_000;
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public async Task<MailSendResult> SendAsync(ChannelAccount account, MailEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (MailServer.Of(account, MailService.Smtp) is not { } server)
        {
            return All(envelope, MailOutcome.Rejected, "not_configured");
        }

        if (envelope.Sender is { } sender && !Fits(sender))
        {
            return All(envelope, MailOutcome.Rejected, "bad_sender");
        }

        if (!envelope.Recipients.Any(Fits))
        {
            return All(envelope, MailOutcome.Rejected, "bad_address");
        }

        using var deadline = new Deadline(_attempt + TimeSpan.FromSeconds((double)message.Length / BytesPerSecond), time, cancellationToken);
        using var session = new SmtpSession(envelope);
        try
        {
            await OpenAsync(session, server, account, envelope.Sender, deadline.Token);
            if (session.MaxSize > 0 && message.Length > session.MaxSize)
            {
                return All(envelope, MailOutcome.Rejected, "too_large");
            }

            await SendAsync(session, envelope, message, deadline.Token);
            await LeaveAsync(session);
            return Sent(envelope, session);
        }
        catch (MailException e)
        {
            return Failed(envelope, e);
        }
        catch (SmtpCommandException e)
        {
            return Refused(envelope, session, e);
        }
        catch (Exception) when (session.MayHaveArrived)
        {
            return All(envelope, MailOutcome.Unknown, cancellationToken.IsCancellationRequested || deadline.Token.IsCancellationRequested ? "timeout" : "connection_lost", session);
        }
        catch (Exception e)
        {
            return Failed(envelope, MailFaults.Of(e));
        }
    }

    /// <inheritdoc/>
    public async Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        if (MailServer.Of(account, MailService.Smtp) is not { } server)
        {
            return new AccountCheck(false, "smtp_not_configured", null);
        }

        using var session = new SmtpSession(null);
        try
        {
            var certificates = await OpenAsync(session, server, account, account.Setting("address"), cancellationToken);
            await LeaveAsync(session);
            return MailChecks.Passed("smtp", certificates, time);
        }
        catch (MailException e)
        {
            return new AccountCheck(false, "smtp_" + e.Code, null);
        }
    }

    private async Task<MailCertificates> OpenAsync(SmtpSession session, MailServer server, ChannelAccount account, string? sender, CancellationToken cancellationToken)
    {
        // The name of a server we are not: better the domain we write from than this machine's own.
        session.LocalDomain = (sender ?? account.Setting("address"))?.Split('@') is [_, { Length: > 0 } domain] && domain.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') ? domain : "localhost";
        var certificates = new MailCertificates(server.TrustedCa);
        await MailSession.OpenAsync(session, server, account, signIn, network, certificates, time, cancellationToken);
        return certificates;
    }

    private static async Task SendAsync(SmtpSession session, MailEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var recipients = envelope.Recipients.Where(Fits).Distinct(StringComparer.Ordinal).ToList();
        var international = session.Capabilities.HasFlag(SmtpCapabilities.UTF8);
        if (!international)
        {
            recipients.RemoveAll(recipient => !Ascii.IsValid(Local(recipient)));
        }

        if (recipients.Count == 0)
        {
            throw new MailException(MailFault.Refused, "bad_address");
        }

        using var parsed = await MimeMessage.LoadAsync(new MemoryStream(message.ToArray(), writable: false), persistent: true, cancellationToken);
        var options = FormatOptions.Default.Clone();
        options.International = international && recipients.Append(envelope.Sender ?? "").Any(address => !Ascii.IsValid(address));
        await session.SendAsync(options, parsed, envelope.Sender is { } sender ? Mailbox(sender) : new MailboxAddress("", ""), recipients.Select(Mailbox), cancellationToken, session);
    }

    /// <summary>What is said after the answer changes nothing any more.</summary>
    private static async Task LeaveAsync(SmtpSession session)
    {
        using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await session.DisconnectAsync(quit: true, moment.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SmtpProtocolException or SmtpCommandException)
        {
            // Gone is gone.
        }
    }

    private static MailSendResult Sent(MailEnvelope envelope, SmtpSession session) =>
        new(MailOutcome.Accepted, "accepted", [.. envelope.Recipients.Select(recipient => Answer(session, recipient) ?? new MailRecipientResult(recipient, MailOutcome.Rejected, "bad_address", null))]);

    /// <summary>A definite no. When it came to the recipients and none was taken, they say why; else it was to the sender or the message.</summary>
    private static MailSendResult Refused(MailEnvelope envelope, SmtpSession session, SmtpCommandException exception)
    {
        var reply = (int)exception.StatusCode;
        var answers = envelope.Recipients.Select(recipient => Answer(session, recipient)).OfType<MailRecipientResult>().ToList();
        if (exception.ErrorCode == SmtpErrorCode.MessageNotAccepted && answers.Count > 0 && answers.TrueForAll(answer => answer.Outcome != MailOutcome.Accepted))
        {
            var all = envelope.Recipients.Select(recipient => Answer(session, recipient) ?? new MailRecipientResult(recipient, MailOutcome.Rejected, "bad_address", null)).ToList();
            var first = all.Find(answer => answer.Outcome == MailOutcome.RetryLater) ?? all[0];
            return new MailSendResult(first.Outcome, first.Code, all);
        }

        // "Not you, not now" or "sign in first" holds for every message.
        return All(envelope, MailReplies.Outcome(reply), MailReplies.MessageCode(reply, exception.Message), session, reply, pause: reply == 421);
    }

    private static MailSendResult Failed(MailEnvelope envelope, MailException exception) => exception switch
    {
        { Fault: MailFault.Refused } or { Fault: MailFault.NotConfigured } => All(envelope, MailOutcome.Rejected, exception.Code),
        _ => All(envelope, MailOutcome.RetryLater, exception.Code, pause: true),
    };

    private static MailRecipientResult? Answer(SmtpSession session, string recipient) => Fits(recipient) ? session.Answers.GetValueOrDefault(Mailbox(recipient).Address) is { } answer ? answer with { Address = recipient } : null : null;

    private static MailboxAddress Mailbox(string address) => new("", MailAddressForm.AddrSpec(address)!);

    /// <summary>The same for everybody, except those the server has refused by name.</summary>
    private static MailSendResult All(MailEnvelope envelope, MailOutcome outcome, string code, SmtpSession? session = null, int? reply = null, bool pause = false) => new(
        outcome, code,
        [.. envelope.Recipients.Select(recipient =>
            !Fits(recipient) ? new MailRecipientResult(recipient, MailOutcome.Rejected, "bad_address", null)
            : session is not null && Answer(session, recipient) is { Outcome: not MailOutcome.Accepted } refused ? refused
            : new MailRecipientResult(recipient, outcome, code, reply))],
        pause);

    /// <summary>Checked here, whoever wrote it: nothing but an address goes between the brackets of a command (MI8).</summary>
    private static bool Fits(string address) => MailAddressForm.AddrSpec(address) is not null;

    private static string Local(string address) => address[..address.LastIndexOf('@')];
}
