using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Hub.Channels.Email.Mime;

namespace Hub.Channels.Email;

/// <summary>
/// Makes events of one letter. A letter is known by what its author made (name, sender, date, words), not by the bytes: the same one comes by several ways, with
/// other traces. Its Message-ID alone would not do, since some are missing and some are used twice (MI5). Reports about letters of ours become states of those
/// letters where they carry a mark that this hub has signed; what else machines write on their own is kept and nobody waits for an answer to it.
/// </summary>
internal sealed partial class EmailReader(EmailAccount account, ThreadMarks marks)
{
    private const int LongestId = 128;
    private const int MostReports = 20;
    private const int LongestDetail = 500;

    internal IReadOnlyList<InboundEvent> Read(ReadOnlyMemory<byte> body)
    {
        var mail = MimeReader.Read(body);
        var from = mail.From ?? mail.Sender;
        if (from is null || Address(from) is not { } sender)
        {
            throw new FormatException("The letter names no sender.");
        }

        // A form that is sent again has another date and is the same form.
        var id = EmailForm.Of(mail, marks) is { } form ? $"form:{form.Id:N}" : Key(mail, sender);
        if (mail.MessageId is { } name && marks.OfMessageId(name) is not null && account.IsOwn(sender))
        {
            return [new OtherEvent(id, sender, At(mail), "own_echo", "{}", Visible: false)];
        }

        var kind = MailClassifier.Classify(mail);
        var reports = Reports(mail, kind, id, sender).Take(MostReports).ToList();
        return reports.Count > 0 ? reports : [Message(mail, kind, id, sender)];
    }

    /// <summary>How the hub refers to a Message-ID: itself, or a hash where it would fit into no index.</summary>
    internal static string Reference(string messageId) => messageId.Length <= LongestId && messageId.All(c => c is > ' ' and <= '~')
        ? messageId
        : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)));

    private MessageReceived Message(MailMessage mail, MailClass kind, string id, string sender)
    {
        var split = QuoteSplitter.Text(mail.ReadableText);
        var automatic = AutomaticWord(kind.Kind);
        var noAnswer = automatic is not null || kind.NeverAnswer || account.IsOwn(sender);
        var from = new Correspondent(sender, mail.From?.Name);
        var content = new EmailContent(
            mail.Subject.Length > 0 ? mail.Subject : null, from, People(mail.To), People(mail.Cc), split.Visible.Trim(), Folded(split),
            mail.Html is not null, EmailFiles.Of(mail))
        {
            ReplyTo = People(mail.ReplyTo) is { Count: > 0 } elsewhere && elsewhere.Any(person => person.Address != sender) ? elsewhere : null,
            Automatic = automatic,
            NoAutomaticAnswer = noAnswer,
            Checks = AuthenticationResults.Read(mail.Headers, account.TrustedMx),
            MessageId = mail.MessageId,
            Form = EmailForm.Of(mail, marks)?.Site,
            References = mail.References.Count > 0 ? [.. mail.References.TakeLast(20)] : mail.InReplyTo.Count == 1 ? mail.InReplyTo : null,
        };
        return new MessageReceived(id, sender, At(mail), content, Profile: from.Name is { } name ? new ChannelProfile(name, null, null) : null)
        {
            Thread = Hints(mail, from),
            ReferenceId = mail.MessageId is { } messageId ? Reference(messageId) : null,
            Automatic = automatic,
            NoAutomaticAnswer = noAnswer,
        };
    }

    private ThreadHints Hints(MailMessage mail, Correspondent from)
    {
        var (signed, by) = Signed(mail);
        return new ThreadHints(
            signed, by, [.. mail.InReplyTo.Concat(mail.References.Reverse()).Select(Reference).Distinct(StringComparer.Ordinal)],
            [from, .. People(mail.To).Concat(People(mail.Cc)).Where(person => !account.IsOwn(person.Address) && person.Address != from.Address).DistinctBy(person => person.Address)],
            Subjects.Base(mail.Subject), Subjects.Number(mail.Subject));
    }

    private (Guid? Conversation, string? By) Signed(MailMessage mail)
    {
        var addresses = mail.To.Concat(mail.Cc).Select(address => address.Address)
            .Concat(_envelopeHeaders.SelectMany(mail.Headers.All).SelectMany(value => value.Split([',', ' ', '<', '>', ';'], StringSplitOptions.RemoveEmptyEntries)));
        foreach (var address in addresses)
        {
            if (marks.OfAddress(address) is var (conversation, plain) && account.IsOwn(plain))
            {
                return (conversation, "reply_address");
            }
        }

        foreach (var id in mail.InReplyTo.Concat(mail.References.Reverse()))
        {
            if (marks.OfMessageId(id) is { } message)
            {
                return (message.ConversationId, "message_id");
            }
        }

        return (marks.InText(mail.Text ?? "") ?? marks.InText(mail.Html ?? "")) is { } marked ? (marked, "body_mark") : (null, null);
    }

    private IEnumerable<InboundEvent> Reports(MailMessage mail, MailClass kind, string id, string sender)
    {
        if (kind.Bounce is { } bounce)
        {
            if (Bounced(mail, bounce) is not { } sent)
            {
                yield break;
            }

            var recipients = bounce.Recipients.Count > 0 ? bounce.Recipients : [new BouncedRecipient(null, true, null, "other", null)];
            foreach (var (recipient, place) in recipients.Select((recipient, place) => (recipient, place)))
            {
                yield return new ReceiptReceived(
                    $"{id}:{place.ToString(CultureInfo.InvariantCulture)}", sender, At(mail), null, recipient.Permanent ? "failed" : "accepted", recipient.Permanent ? "bounce_" + recipient.Reason : "delayed")
                {
                    Message = sent,
                    Recipient = recipient.Address,
                    Detail = Cut($"{recipient.Status} {recipient.Words}".Trim()),
                };
            }
        }
        else if (kind.Kind == MailKind.DeliveryNotice && Ours(mail.DeliveryReport?.OriginalMessageId) is { } delivered)
        {
            yield return new ReceiptReceived(id, sender, At(mail), null, "delivered") { Message = delivered };
        }
        else if (mail.DispositionNotification is { Disposition: "displayed" } read && Ours(read.OriginalMessageId) is { } shown)
        {
            yield return new ReceiptReceived(id, sender, At(mail), null, "read") { Message = shown };
        }
        else if (mail.FeedbackReport is { } complaint && Ours(complaint.OriginalMessageId) is { } meant)
        {
            yield return new ReceiptReceived(id, sender, At(mail), null, "accepted", "complaint") { Message = meant, Detail = Cut(complaint.FeedbackType ?? "abuse") };
        }
    }

    /// <summary>Which of our letters came back: by its name, by the header a relay leaves alone, or by the letter itself where it came back as text.</summary>
    private SignedMessage? Bounced(MailMessage mail, MailBounce bounce) =>
        Ours(bounce.OriginalMessageId) ?? Ours(mail.DeliveryReport?.OriginalHeaders.First(EmailLetter.Header)) ?? Ours(mail.DeliveryReport?.OriginalEnvelopeId) ?? InWords(mail);

    private SignedMessage? Ours(string? messageId) => messageId is null ? null : marks.OfMessageId(messageId);

    private SignedMessage? InWords(MailMessage mail) =>
        OwnId().Matches(mail.ReadableText).Select(match => marks.OfMessageId(match.Value)).FirstOrDefault(found => found is not null)
        ?? mail.Files.Where(file => file.IsMessage).Take(3).Select(file => Ours(MimeReader.Read(file.Decode()).MessageId)).FirstOrDefault(found => found is not null);

    /// <summary>What nobody waits for an answer to. Lists, and what shops' machines send unasked, are work all the same.</summary>
    /// <summary>Events are told in universal time, wherever the letter was written.</summary>
    private static DateTimeOffset? At(MailMessage mail) => mail.Date?.ToUniversalTime();

    private static string? AutomaticWord(MailKind kind) => kind switch
    {
        MailKind.AutoReply => "auto_reply",
        MailKind.Bounce => "bounce",
        MailKind.DeliveryNotice or MailKind.ReadReceipt or MailKind.Complaint => "report",
        MailKind.Personal or MailKind.List or MailKind.Automatic => null,
    };

    /// <summary>Signature and quotes, which are folded away together.</summary>
    private static string? Folded(SplitMail split) =>
        string.Join('\n', new[] { split.Signature, split.Quoted }.Where(part => !string.IsNullOrWhiteSpace(part))).Trim('\n') is { Length: > 0 } folded ? folded : null;

    private static List<Correspondent> People(IEnumerable<MailAddress> addresses) =>
        [.. addresses.Select(address => (Address: Address(address), address.Name)).Where(person => person.Address is not null).Select(person => new Correspondent(person.Address!, person.Name)).Take(200)];

    /// <summary>As it is compared; null when it is none.</summary>
    internal static string? Address(MailAddress address) => address.Address.Trim().ToLowerInvariant() is { Length: > 2 and <= 256 } text && text.Contains('@', StringComparison.Ordinal) && !text.Any(char.IsControl) ? text : null;

    private static string Key(MailMessage mail, string sender) => "mail:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', mail.MessageId, sender, mail.Date?.ToString("O", CultureInfo.InvariantCulture), mail.Subject, mail.Files.Count.ToString(CultureInfo.InvariantCulture), mail.Text, mail.Html))));

    private static string Cut(string text) => text.Length <= LongestDetail ? text : text[..LongestDetail];

    private static readonly string[] _envelopeHeaders = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To", "X-Envelope-To"];

    [GeneratedRegex(@"[a-z2-7]{68}\.hub@[A-Za-z0-9.-]{1,253}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OwnId();
}
