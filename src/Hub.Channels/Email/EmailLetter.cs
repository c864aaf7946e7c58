using System.Globalization;
using System.Net;
using System.Text;
using Hub.Channels.Email.Mime;

namespace Hub.Channels.Email;

/// <summary>A letter as it goes out: its bytes are the same over all attempts, its name too, so that a receiver who gets it twice sees one.</summary>
internal sealed record EmailLetter(byte[] Bytes, string MessageId, MailEnvelope Envelope)
{
    /// <summary>A header by which a returned letter is known even where a relay has changed its Message-ID.</summary>
    internal const string Header = "X-CrmHub-Message";

    private const int MaxFiles = 30;
    private const int MaxReferences = 20;

    public override string ToString() => nameof(EmailLetter);

    internal static string? Refusal(OutboundMessage message, ChannelCapabilities limits) => message switch
    {
        { Text.Length: var length } when length > limits.MaxTextLength => "too_long",
        { Attachments.Count: 0 } when string.IsNullOrWhiteSpace(message.Text) => "no_text",
        { Attachments.Count: > MaxFiles } => "too_many_attachments",
        _ when message.Attachments.Sum(file => file.Size) > limits.MaxAttachmentBytes => "attachment_too_large",
        _ when Recipients(message) is [] => "no_recipient",
        _ when Recipients(message).Any(person => MailAddressForm.AddrSpec(person.Address) is null) => "bad_address",
        _ => null,
    };

    internal static async Task<EmailLetter> WriteAsync(EmailAccount account, ThreadMarks marks, OutboundMessage message, CancellationToken cancellationToken)
    {
        var envelope = message.Envelope;
        var id = marks.MessageId(message.ConversationId, message.Id, account.Domain);
        var answers = envelope?.AfterOwn is { } own ? marks.MessageId(message.ConversationId, own, account.Domain) : envelope?.InReplyTo;
        var draft = new MailDraft
        {
            From = new MailAddress(message.SenderName ?? account.FromName, account.Address!),
            To = envelope is null ? [new MailAddress(null, message.Recipient)] : Addresses(envelope.To),
            Cc = Addresses(envelope?.Cc),
            Bcc = Addresses(envelope?.Bcc),
            ReplyTo = account.PlusAddressing ? [new MailAddress(account.FromName, marks.ReplyAddress(account.Address!, message.ConversationId))] : [],
            Subject = envelope?.Subject ?? "",
            Date = message.WrittenAt,
            MessageId = id,
            InReplyTo = answers is null ? [] : [answers],
            References = Chain(envelope?.References, answers),
            Text = TextOf(message),
            Html = HtmlOf(message, marks.BodyMark(message.ConversationId)),
            Files = await FilesAsync(message, cancellationToken),
            Headers = [new(Header, id), .. message.Automatic ? AutomaticHeaders : []],
        };
        return new EmailLetter(
            MimeWriter.Write(draft), id, new MailEnvelope(message.Automatic ? null : account.Address, [.. draft.Recipients.Select(person => MailAddressForm.AddrSpec(person.Address)!)], id, !message.Automatic));
    }

    /// <summary>So that no machine answers (RFC 3834; Microsoft's own).</summary>
    private static IEnumerable<KeyValuePair<string, string>> AutomaticHeaders => [new(MailClassifier.OwnHeader, "yes"), new("Auto-Submitted", "auto-replied"), new("X-Auto-Response-Suppress", "All")];

    private static IReadOnlyList<Correspondent> Recipients(OutboundMessage message) =>
        message.Envelope is { } envelope ? [.. envelope.To, .. envelope.Cc, .. envelope.Bcc] : [new Correspondent(message.Recipient, null)];

    private static List<MailAddress> Addresses(IReadOnlyList<Correspondent>? people) => people?.Select(person => new MailAddress(person.Name, person.Address)).ToList() ?? [];

    /// <summary>The first names the thread, the newest are whom it answers (RFC 5322 3.6.4); those in between may go.</summary>
    private static List<string> Chain(IReadOnlyList<string>? references, string? answers)
    {
        var chain = (references ?? []).Append(answers).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return chain.Count <= MaxReferences ? chain : [chain[0], .. chain.TakeLast(MaxReferences - 1)];
    }

    private static string TextOf(OutboundMessage message)
    {
        var text = new StringBuilder(message.Text ?? "");
        if (message.Envelope is { Quoted: { Length: > 0 } quoted } envelope)
        {
            text.Append("\n\n").Append(Introduction(envelope)).Append('\n');
            foreach (var line in quoted.ReplaceLineEndings("\n").Split('\n'))
            {
                text.Append(line.StartsWith('>') ? ">" : "> ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>The same words with the mark, which mail programs hide and quote along.</summary>
    private static string HtmlOf(OutboundMessage message, string mark)
    {
        var html = new StringBuilder("<!DOCTYPE html><html><body><div style=\"white-space:pre-wrap\">").Append(WebUtility.HtmlEncode(message.Text ?? "")).Append("</div>");
        if (message.Envelope is { Quoted: { Length: > 0 } quoted } envelope)
        {
            html.Append("<div class=\"" + QuoteSplitter.QuoteClass + "\"><p>").Append(WebUtility.HtmlEncode(Introduction(envelope)))
                .Append("</p><blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex;white-space:pre-wrap\">").Append(WebUtility.HtmlEncode(quoted)).Append("</blockquote></div>");
        }

        return html.Append("<div style=\"display:none;font-size:1px;color:#fff\">").Append(mark).Append("</div></body></html>").ToString();
    }

    private static string Introduction(OutboundEnvelope envelope)
    {
        var who = envelope.QuotedFrom is { } from ? from.Name is { } name ? $"{name} <{from.Address}>" : from.Address : "";
        return string.Create(CultureInfo.InvariantCulture, $"{envelope.QuotedAt:yyyy-MM-dd HH:mm} {who}:");
    }

    private static async Task<List<MailDraftFile>> FilesAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        var files = new List<MailDraftFile>();
        foreach (var file in message.Attachments)
        {
            if (file.OpenAsync is null)
            {
                continue;
            }

            await using var stream = await file.OpenAsync(cancellationToken);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken);
            files.Add(new MailDraftFile(file.FileName, file.ContentType, bytes.ToArray()));
        }

        return files;
    }
}
